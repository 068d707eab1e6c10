package dev.darkroom.ldm.sampler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.darkroom.failure.ModelException;
import dev.darkroom.random.TorchRandom;
import dev.darkroom.testing.Fixtures;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class SamplingTest {
  private static final Path CASE = Fixtures.folder("ldm/schedulers/all");
  private static final int SIZE = 37;

  /** A network whose output depends on the input and the time, element by element. */
  private static final Denoiser NETWORK =
      (inputs, t) ->
          inputs.stream().map(x -> x.times(0.2).plus(Math.cos(t), x.clamp(0.5))).toList();

  static Stream<String> configurations() {
    return Fixtures.json(CASE.resolve("case.json")).required("schedulers").properties().stream()
        .map(entry -> entry.getKey());
  }

  @ParameterizedTest
  @MethodSource("configurations")
  void aPictureDoesNotDependOnItsBatchNeighbours(String name) {
    Sampler sampler = sampler(name);
    List<Latent> together = run(sampler, 7L, 8L, 9L);
    assertThat(together.get(0)).isEqualTo(run(sampler, 7L).getFirst());
    assertThat(together.get(2)).isEqualTo(run(sampler, 9L).getFirst());
    assertThat(together.get(0)).isNotEqualTo(together.get(1));
  }

  @ParameterizedTest
  @MethodSource("configurations")
  void aRunResumedFromACheckpointEndsWhereItWouldHave(String name) {
    Sampler sampler = sampler(name);
    Plan plan = sampler.plan(6);
    Latent whole = run(sampler, 42L).getFirst();
    for (int stop = 0; stop < plan.calls(); stop++) {
      TorchRandom random = TorchRandom.seeded(42);
      Sampling sampling = Sampling.begin(sampler, plan, NETWORK, List.of(Noise.of(random)), SIZE);
      for (int i = 0; i < stop; i++) {
        sampling.next();
      }
      byte[] state = sampling.states().getFirst().save();
      TorchRandom restored = TorchRandom.restore(random.save());
      Sampling resumed =
          Sampling.resume(
              sampler, plan, NETWORK, List.of(Noise.of(restored)), List.of(State.restore(state)));
      assertThat(end(resumed).getFirst()).isEqualTo(whole);
    }
  }

  @ParameterizedTest
  @EnumSource(SamplerName.class)
  void everySamplerFindsThePictureThatTheNetworkIsSureOf(SamplerName name) {
    Sampler sampler = Schedulers.read(config("ddim_v_trailing"), name);
    Latent picture = Latent.of(TorchRandom.seeded(5).rand(SIZE));
    Plan plan = sampler.plan(20);
    Denoiser sure =
        (inputs, t) -> {
          double a = sampler.diffusion().noise().alphaBar((int) Math.rint(t));
          return inputs.stream()
              .map(x -> x.times(Math.sqrt(a)).minus(picture).over(Math.sqrt(1 - a)))
              .toList();
        };
    Sampling sampling = Sampling.begin(sampler, plan, sure, noises(1L), SIZE);
    Latent found = end(sampling).getFirst();
    assertThat(found.minus(picture).absQuantile(1)).isLessThan(0.15);
  }

  @Test
  void stepsTellHowFarTheRunIs() {
    Sampler sampler = sampler("heun");
    Sampling sampling = Sampling.begin(sampler, sampler.plan(3), NETWORK, noises(1L, 2L), SIZE);
    List<Integer> done = new ArrayList<>();
    sampling.forEachRemaining(step -> {
      done.add(step.done());
      assertThat(step.total()).isEqualTo(5);
      assertThat(step.latents()).hasSize(2);
      assertThat(step.estimates()).hasSize(2);
    });
    assertThat(done).containsExactly(1, 2, 3, 4, 5);
  }

  @Test
  void aStartFromAPictureMakesTheLastStepsOnly() {
    Plan ddim = sampler("ddim").plan(10).lastPart(0.65);
    assertThat(ddim.first()).isEqualTo(4);
    assertThat(ddim.time(ddim.first())).isEqualTo(501);
    Plan heun = sampler("heun").plan(10).lastPart(0.65);
    assertThat(heun.first()).isEqualTo(8);
    assertThat(heun.calls() - heun.first()).isEqualTo(11);
    assertThatThrownBy(() -> sampler("ddim").plan(10).lastPart(0.05))
        .isInstanceOf(ModelException.class)
        .hasMessage("strength 0.05 leaves no step of 10: use 0.1 to 1");
  }

  @Test
  void anOverflowIsOneClearError() {
    Denoiser overflowing =
        (inputs, t) -> inputs.stream().map(x -> x.times(Float.MAX_VALUE).times(1e9)).toList();
    Sampler sampler = sampler("euler");
    Sampling sampling = Sampling.begin(sampler, sampler.plan(4), overflowing, noises(1L), SIZE);
    assertThatThrownBy(sampling::next)
        .isInstanceOfSatisfying(
            ModelException.class,
            e -> assertThat(e.code()).isEqualTo(ModelException.Code.OUTPUT_NOT_FINITE))
        .hasMessageContaining("after call 1");
  }

  @ParameterizedTest
  @EnumSource(SamplerName.class)
  void impossibleNumbersOfStepsAreRefused(SamplerName name) {
    Sampler sampler = Schedulers.read(config("ddim"), name);
    for (int steps : new int[] {Integer.MIN_VALUE, -1, 0, 10_000, Integer.MAX_VALUE}) {
      assertThatThrownBy(() -> sampler.plan(steps))
          .isInstanceOfSatisfying(
              ModelException.class, e -> assertThat(e.param()).contains("steps"))
          .hasMessageContaining("steps " + steps + " is not possible with this sampler: use 1 to");
    }
    int fewest = name == SamplerName.PNDM_PRK ? 4 : 1; // its start alone takes three groups
    assertThat(sampler.plan(fewest).calls()).isGreaterThanOrEqualTo(fewest);
  }

  @Test
  void anOffsetThatLeavesTrainingIsRefused() {
    assertThatThrownBy(() -> sampler("ddim").plan(1000))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("begin at time 1000, but training ended at 999: use fewer steps");
  }

  @Test
  void damagedStatesAreRefused() {
    byte[] saved = new State(3, Latent.of(1, 2), List.of(Latent.of(3, 4))).save();
    assertThat(State.restore(saved))
        .isEqualTo(new State(3, Latent.of(1, 2), List.of(Latent.of(3, 4))));
    assertThatThrownBy(() -> State.restore(new byte[3]))
        .isInstanceOf(IllegalArgumentException.class);
    saved[11] = 100; // a size that the bytes do not hold
    assertThatThrownBy(() -> State.restore(saved))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("of 100 values takes");
  }

  private static List<Latent> run(Sampler sampler, Long... seeds) {
    return end(Sampling.begin(sampler, sampler.plan(6), NETWORK, noises(seeds), SIZE));
  }

  private static List<Latent> end(Sampling sampling) {
    sampling.forEachRemaining(step -> {});
    return sampling.latents();
  }

  private static List<Noise> noises(Long... seeds) {
    return Stream.of(seeds).map(seed -> Noise.of(TorchRandom.seeded(seed))).toList();
  }

  private static Sampler sampler(String name) {
    return Schedulers.read(config(name));
  }

  private static Path config(String name) {
    return CASE.resolve(name).resolve("scheduler_config.json");
  }
}
