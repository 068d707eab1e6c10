package dev.darkroom.ldm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.darkroom.failure.ModelException;
import dev.darkroom.image.Rgb;
import dev.darkroom.model.ClipSkip;
import dev.darkroom.model.GenerationBatch;
import dev.darkroom.model.GenerationRequest;
import dev.darkroom.model.GenerationRun;
import dev.darkroom.model.Generator;
import dev.darkroom.model.LoadOptions;
import dev.darkroom.model.Prompt;
import dev.darkroom.model.SamplingSettings;
import dev.darkroom.model.Seed;
import dev.darkroom.model.Size;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Different requests drawn as one by the fixtures' small Stable Diffusion. */
class LdmBatchTest {
  private static final Size SIZE = new Size(48, 32);
  private static final int STEPS = 4;

  private static LdmModel model;
  private static Generator generator;

  @BeforeAll
  static void load() {
    model = new LdmLoader().load(ModelFolder.ORIGINAL, LoadOptions.cpu());
    generator = model.generator().orElseThrow();
  }

  @AfterAll
  static void close() {
    model.close();
  }

  /** Four that differ in all they may: prompts, negatives, seeds, guidance, clip skip, n. */
  private static List<GenerationRequest> mixed(String sampler) {
    return List.of(
        request(sampler, Prompt.of("a photo of a cat", "blurry"), 7.5, Seed.of(1)),
        request(sampler, Prompt.of("a (castle:1.3) on a hill", ""), 1, Seed.of(2), Seed.of(3)),
        request(sampler, Prompt.of("a cat AND a dog " + "a ".repeat(80), ""), 3, Seed.of(1)),
        request(
            sampler,
            Prompt.plain("a dog", "a cat").withClipSkip(ClipSkip.ofDiffusers(1)),
            5,
            Seed.varied(5, 6, 0.3)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"ddim", "euler_a", "dpmpp_2m_karras", "pndm"})
  void everyMemberGetsThePicturesThatItWouldGetAlone(String sampler) {
    List<GenerationRequest> requests = mixed(sampler);
    try (GenerationBatch batch = generator.start(requests)) {
      while (batch.step()) {
        assertThat(batch.done()).isLessThan(batch.total());
      }
      for (int m = 0; m < requests.size(); m++) {
        assertSame(batch.result(m), alone(requests.get(m)));
      }
    }
  }

  @Test
  void itsLatentsDifferFromThoseOfSingleRunsByRoundingOnly() {
    List<LdmModel.Order> orders = orders();
    try (LdmRun together = model.draw(orders)) {
      finish(together);
      for (int b = 0; b < orders.size(); b++) {
        try (LdmRun alone = model.draw(List.of(orders().get(b)))) {
          finish(alone);
          assertThat(together.latents().get(b).minus(alone.latents().getFirst()).absQuantile(1))
              .isLessThan(1e-4);
        }
      }
    }
  }

  @Test
  void whenOneLeavesInTheMiddleTheOthersGoOnUnchanged() {
    List<GenerationRequest> requests = mixed("ddim");
    try (GenerationBatch batch = generator.start(requests)) {
      batch.step();
      batch.leave(1);
      batch.leave(1);
      while (batch.step()) {
        assertThat(batch.preview(2)).isPresent();
      }
      assertThat(batch.done()).isEqualTo(STEPS);
      for (int m : List.of(0, 2, 3)) {
        assertSame(batch.result(m), alone(requests.get(m)));
      }
      assertThatThrownBy(() -> batch.result(1)).hasMessage("member 1 has left");
    }
  }

  @Test
  void whenAllHaveLeftNothingIsLeftToDo() {
    try (GenerationBatch batch = generator.start(mixed("ddim"))) {
      Stream.of(2, 0, 3, 1).forEach(batch::leave);
      assertThatThrownBy(batch::step).hasMessageContaining("all members have left");
    }
    model.use(List.of()); // the weights are let go of
  }

  @Test
  void theResultIsThereAfterTheLastStepOnly() {
    try (GenerationBatch batch = generator.start(mixed("ddim"))) {
      assertThat(batch.preview(0)).isEmpty();
      batch.step();
      assertThat(batch.preview(0)).isPresent();
      assertThatThrownBy(() -> batch.result(0)).isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void requestsThatCannotBeOneAreDrawnInTurn() {
    List<GenerationRequest> unlike =
        List.of(
            mixed("ddim").getFirst(),
            mixed("euler").getLast(),
            mixed("ddim").getFirst().withSize(new Size(32, 32)));
    try (GenerationBatch batch = generator.start(unlike)) {
      batch.step();
      batch.leave(2);
      while (batch.step()) {
        assertThat(batch.done()).isLessThan(batch.total());
      }
      assertThat(batch.result(0)).isEqualTo(alone(unlike.get(0)));
      assertThat(batch.result(1)).isEqualTo(alone(unlike.get(1)));
      assertThatThrownBy(() -> batch.result(2)).hasMessage("member 2 has left");
    }
  }

  @Test
  void aBatchWithARequestThatCannotBeDrawnDoesNotBegin() {
    List<GenerationRequest> spoilt =
        List.of(
            mixed("ddim").getFirst(), request("ddim", Prompt.of("a cat", ""), 2_000, Seed.of(1)));
    assertThatThrownBy(() -> generator.start(spoilt))
        .isInstanceOfSatisfying(
            ModelException.class, e -> assertThat(e.param()).contains("guidance_scale"));
    model.use(List.of());
  }

  /** One picture each, with noise that nobody has drawn from yet. */
  private static List<LdmModel.Order> orders() {
    return Stream.of("a cat", "a castle on a hill at sunset", "", "a dog")
        .map(prompt -> request("ddim", Prompt.of(prompt, "blurry"), 5, Seed.of(prompt.length())))
        .map(new LdmGenerator(model)::order)
        .toList();
  }

  private static GenerationRequest request(
      String sampler, Prompt prompt, double guidance, Seed... seeds) {
    return new GenerationRequest(
        prompt, List.of(seeds), SamplingSettings.of(sampler, STEPS, guidance), SIZE);
  }

  private static List<Rgb> alone(GenerationRequest request) {
    try (GenerationRun run = generator.start(request)) {
      finish(run);
      return run.result();
    }
  }

  private static void finish(GenerationRun run) {
    while (run.step()) {
      assertThat(run.done()).isLessThan(run.total());
    }
  }

  private static void assertSame(List<Rgb> pictures, List<Rgb> alone) {
    assertThat(pictures).hasSameSizeAs(alone);
    for (int k = 0; k < alone.size(); k++) {
      assertThat(largestDifference(pictures.get(k), alone.get(k))).isLessThanOrEqualTo(1);
    }
  }

  private static int largestDifference(Rgb a, Rgb b) {
    byte[] left = a.toBytes();
    byte[] right = b.toBytes();
    int largest = 0;
    for (int i = 0; i < left.length; i++) {
      largest = Math.max(largest, Math.abs((left[i] & 0xFF) - (right[i] & 0xFF)));
    }
    return largest;
  }
}
