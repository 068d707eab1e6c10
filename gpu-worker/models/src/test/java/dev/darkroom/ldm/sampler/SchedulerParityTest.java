package dev.darkroom.ldm.sampler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import dev.darkroom.testing.Fixtures;
import dev.darkroom.weights.Safetensors;
import dev.darkroom.weights.TensorSource;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every scheduler configuration of the case {@code ldm/schedulers/all}, against diffusers. */
class SchedulerParityTest {
  private static final Path CASE = Fixtures.folder("ldm/schedulers/all");
  private static final TensorSource EXPECTED =
      Safetensors.open(CASE.resolve("expected.safetensors"));
  private static final TensorSource INPUTS = Safetensors.open(CASE.resolve("inputs.safetensors"));
  private static final JsonNode LOG = Fixtures.json(CASE.resolve("log.json"));
  private static final int SIZE = 64;

  private static final JsonNode TOLERANCE =
      Fixtures.json(CASE.resolve("case.json")).required("tolerance");

  /** The case's model: tanh(0.3 x + sin(t / 1000)). */
  private static final Denoiser FAKE_MODEL =
      (inputs, t) -> inputs.stream().map(x -> fakeModel(x, t)).toList();

  private static Latent fakeModel(Latent x, double t) {
    float[] out = x.toArray();
    for (int i = 0; i < out.length; i++) {
      out[i] = (float) Math.tanh(0.3 * out[i] + Math.sin(t / 1000));
    }
    return Latent.of(out);
  }

  @TestFactory
  Stream<DynamicTest> aRunFollowsTheReference() {
    return fieldNames(LOG).map(run -> dynamicTest(run, () -> follow(run)));
  }

  @TestFactory
  Stream<DynamicTest> noiseIsAddedAsTheReferenceAddsIt() {
    return EXPECTED.names().stream()
        .filter(name -> name.endsWith("/add_noise"))
        .map(name -> name.substring(0, name.indexOf('/')))
        .map(name -> dynamicTest(name, () -> addNoise(name)));
  }

  private static void follow(String run) {
    String[] parts = run.split("/");
    Sampler sampler = sampler(parts[0]);
    if (parts.length > 2) {
      sampler = ((Ddim) sampler).withEta(Double.parseDouble(parts[2].substring(3)));
    }
    Plan plan = sampler.plan(Integer.parseInt(parts[1]));
    assertClose(times(plan), EXPECTED.get(run + "/timesteps").toDoubles());
    if (EXPECTED.has(run + "/sigmas")) {
      assertClose(sigmas(plan), EXPECTED.get(run + "/sigmas").toDoubles());
    }
    assertThat(plan.initialSigma())
        .isCloseTo(LOG.get(run).get("init_noise_sigma").asDouble(), Offset.offset(1e-4));

    List<Latent> noises = latents(INPUTS.get("noise").toFloats());
    Iterator<Latent> left = noises.iterator();
    State first = State.of(plan.begin(Latent.of(INPUTS.get("x0").toFloats())));
    Sampling sampling =
        Sampling.resume(sampler, plan, FAKE_MODEL, List.of(size -> left.next()), List.of(first));
    List<Latent> x = new ArrayList<>(List.of(first.x()));
    List<Latent> inputs = new ArrayList<>();
    while (sampling.hasNext()) {
      inputs.add(plan.modelInput(x.size() - 1, x.getLast()));
      x.add(sampling.next().latents().getFirst());
    }
    assertClose(flat(x), doubles(EXPECTED.get(run + "/x").toFloats()));
    if (EXPECTED.has(run + "/model_in")) {
      assertClose(flat(inputs), doubles(EXPECTED.get(run + "/model_in").toFloats()));
    }
    int used = 0;
    while (left.hasNext()) {
      left.next();
      used++;
    }
    assertThat(noises.size() - used).isEqualTo(LOG.get(run).get("noises_used").asInt());
  }

  private static void addNoise(String name) {
    Sampler sampler = sampler(name);
    NoiseSchedule schedule = sampler.diffusion().noise();
    Plan plan = sampler.plan(10);
    Latent x0 = Latent.of(INPUTS.get("x0").toFloats());
    List<Latent> noises = latents(INPUTS.get("noise").toFloats());
    double[] times = EXPECTED.get(name + "/add_noise_t").toDoubles();
    List<Latent> noised = new ArrayList<>();
    List<Latent> velocities = new ArrayList<>();
    for (int k = 0; k < times.length; k++) {
      int call = callAt(plan, times[k]);
      noised.add(plan.addNoise(call, x0, noises.get(k)));
      // The reference's Euler looks alpha-bar up by the call's number, not by its time.
      int t = sampler instanceof Euler ? call : (int) times[k];
      velocities.add(schedule.velocity(x0, noises.get(k), t));
    }
    assertClose(flat(noised), doubles(EXPECTED.get(name + "/add_noise").toFloats()));
    if (EXPECTED.has(name + "/velocity")) {
      assertClose(flat(velocities), doubles(EXPECTED.get(name + "/velocity").toFloats()));
    }
    double[] alphaBars = new double[schedule.trainSteps()];
    Arrays.setAll(alphaBars, schedule::alphaBar);
    assertClose(alphaBars, doubles(EXPECTED.get(name + "/alphas_cumprod").toFloats()));
  }

  private static Sampler sampler(String name) {
    return Schedulers.read(CASE.resolve(name).resolve("scheduler_config.json"));
  }

  private static void assertClose(double[] got, double[] expected) {
    assertThat(got).hasSameSizeAs(expected);
    double largest = Arrays.stream(expected).map(Math::abs).max().orElseThrow();
    double error = 0;
    for (int i = 0; i < got.length; i++) {
      error = Math.max(error, Math.abs(got[i] - expected[i]));
    }
    assertThat(error)
        .isLessThanOrEqualTo(
            TOLERANCE.required("abs").asDouble() + TOLERANCE.required("rel").asDouble() * largest);
  }

  private static double[] times(Plan plan) {
    double[] times = new double[plan.calls()];
    Arrays.setAll(times, plan::time);
    return times;
  }

  private static double[] sigmas(Plan plan) {
    double[] sigmas = new double[plan.calls() + 1];
    Arrays.setAll(sigmas, plan::sigma);
    return sigmas;
  }

  private static List<Latent> latents(float[] values) {
    List<Latent> latents = new ArrayList<>();
    for (int i = 0; i < values.length; i += SIZE) {
      latents.add(Latent.of(Arrays.copyOfRange(values, i, i + SIZE)));
    }
    return latents;
  }

  private static double[] flat(List<Latent> latents) {
    return latents.stream().flatMapToDouble(x -> Arrays.stream(doubles(x.toArray()))).toArray();
  }

  private static double[] doubles(float[] values) {
    double[] doubles = new double[values.length];
    Arrays.setAll(doubles, i -> values[i]);
    return doubles;
  }

  private static int callAt(Plan plan, double time) {
    return IntStream.range(0, plan.calls())
        .filter(i -> Math.abs(plan.time(i) - time) < 0.01)
        .findFirst()
        .orElseThrow();
  }

  private static Stream<String> fieldNames(JsonNode object) {
    return object.properties().stream().map(Map.Entry::getKey);
  }
}
