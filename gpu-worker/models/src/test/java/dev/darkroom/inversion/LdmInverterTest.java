package dev.darkroom.inversion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.darkroom.failure.ModelException;
import dev.darkroom.image.Rgb;
import dev.darkroom.ldm.LdmLoader;
import dev.darkroom.ldm.LdmModel;
import dev.darkroom.model.Artifact;
import dev.darkroom.model.GenerationRequest;
import dev.darkroom.model.GenerationRun;
import dev.darkroom.model.InversionRequest;
import dev.darkroom.model.InversionRequest.Batch;
import dev.darkroom.model.InversionRequest.Descent;
import dev.darkroom.model.InversionRequest.Precision;
import dev.darkroom.model.InversionRequest.Preparation;
import dev.darkroom.model.InversionRequest.Variants;
import dev.darkroom.model.InversionRequest.Word;
import dev.darkroom.model.LoadOptions;
import dev.darkroom.model.Prompt;
import dev.darkroom.model.SamplingSettings;
import dev.darkroom.model.Seed;
import dev.darkroom.model.Size;
import dev.darkroom.model.StepReport;
import dev.darkroom.model.TrainingRun;
import dev.darkroom.testing.Fixtures;
import dev.darkroom.weights.Safetensors;
import dev.darkroom.weights.WeightsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LdmInverterTest {
  private static LdmModel model;

  @TempDir Path folder;

  @BeforeAll
  static void load() {
    Path sd = Fixtures.folder("inversion/textual_inversion/single").resolve("sd");
    model = new LdmLoader(LdmInverter::new).load(sd, LoadOptions.cpu());
  }

  @AfterAll
  static void close() {
    model.close();
  }

  @Test
  void aRunStoppedSavedAndResumedGivesTheSameBytes() throws IOException {
    InversionRequest request = Requests.plain(6);
    byte[] whole = learned(start(request), "whole");

    Path checkpoint = folder.resolve("checkpoint.safetensors");
    try (TrainingRun run = start(request)) {
      run.step();
      run.step();
      run.save(checkpoint);
    }
    TrainingRun resumed = inverter().start(request, Optional.of(checkpoint));
    assertThat(resumed.done()).isEqualTo(2);

    assertThat(learned(resumed, "resumed")).isEqualTo(whole);
  }

  @Test
  void everyVariantOfTheStudyGoesOnFromItsCheckpointToo() throws IOException {
    InversionRequest request =
        Requests.of(
            Requests.CAT_TOY, Requests.descent(5, new Batch(2, 3, 2)), Requests.everything());
    byte[] whole = learned(start(request), "whole");

    Path checkpoint = folder.resolve("checkpoint.safetensors");
    try (TrainingRun run = start(request)) {
      run.step();
      run.save(checkpoint);
    }

    assertThat(learned(inverter().start(request, Optional.of(checkpoint)), "resumed"))
        .isEqualTo(whole);
  }

  @Test
  void aStepReportsItsLossRateAndGradient() {
    try (TrainingRun run = start(Requests.plain(3))) {
      assertThat(run.last()).isEmpty();
      assertThat(run.step()).isTrue();
      StepReport first = run.last().orElseThrow();
      assertThat(first.step()).isEqualTo(1);
      assertThat(first.loss()).isPositive().isEqualTo(first.smoothedLoss());
      assertThat(first.learningRate()).isZero(); // one step of warm-up
      assertThat(first.gradientNorm()).isPositive();
      run.step();
      assertThat(run.step()).isFalse();
      assertThat(run.done()).isEqualTo(run.total()).isEqualTo(3);
      assertThatThrownBy(run::step).isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void aSampleChangesNothingOfTheTraining() throws IOException {
    InversionRequest request = Requests.plain(4);
    byte[] whole = learned(start(request), "whole");

    TrainingRun run = start(request);
    List<Rgb> before = draw(run);
    run.step();
    run.step();
    assertThat(draw(run)).isNotEqualTo(before);

    assertThat(learned(run, "sampled")).isEqualTo(whole);
  }

  @ParameterizedTest
  @EnumSource
  void aNetworkInHalfPrecisionLearnsNearlyTheSame(Precision precision) throws IOException {
    Descent exact = Requests.descent(3, new Batch(2, 1, 1));
    Descent half =
        new Descent(3, exact.batch(), exact.rate(), exact.weightDecay(), precision, false);
    float[] expected =
        rows(learned(start(Requests.of(Requests.CAT_TOY, exact, Variants.NONE)), "exact"));
    float[] rows = rows(learned(start(Requests.of(Requests.CAT_TOY, half, Variants.NONE)), "half"));

    for (int i = 0; i < rows.length; i++) {
      assertThat(rows[i]).isEqualTo(expected[i], within(0.02f)); // three steps of 0.005 at most
    }
    if (precision != Precision.F32) {
      assertThat(rows).isNotEqualTo(expected);
    }
  }

  @Test
  void whatIsWrittenIsTheWordAsDiffusersKeepsIt() throws IOException {
    byte[] bytes = learned(start(Requests.plain(1)), "written");

    Safetensors written = opened(bytes);
    assertThat(written.names()).containsExactly("<cat-toy>");
    assertThat(written.get("<cat-toy>").shape().dims()).containsExactly(2, 24);
  }

  @Test
  void theCheckpointOfAnotherRequestIsRefused() {
    Path checkpoint = folder.resolve("checkpoint.safetensors");
    try (TrainingRun run = start(Requests.plain(3))) {
      run.step();
      run.save(checkpoint);
    }

    assertThatThrownBy(() -> inverter().start(Requests.plain(4), Optional.of(checkpoint)))
        .isInstanceOf(WeightsException.class)
        .hasMessageContaining("another training");
  }

  @Test
  void anInitializerOfSeveralTokensIsRefused() {
    InversionRequest request =
        Requests.of(
            new Word("<toy>", "photo painting", 1),
            Requests.descent(1, new Batch(1, 1, 1)),
            Variants.NONE);

    assertThatThrownBy(() -> start(request))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("initializer_token 'photo painting' is 2 tokens");
  }

  @Test
  void aResolutionThatTheModelCannotEncodeIsRefused() {
    InversionRequest request = Requests.plain(1);
    InversionRequest odd =
        new InversionRequest(
            request.word(),
            request.examples(),
            request.prompts(),
            new Preparation(33, false, 0),
            request.descent(),
            request.variants(),
            1);

    assertThatThrownBy(() -> start(odd))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("33 is not a multiple of");
  }

  private TrainingRun start(InversionRequest request) {
    return inverter().start(request, Optional.empty());
  }

  private static LdmInverter inverter() {
    return (LdmInverter) model.inverter().orElseThrow();
  }

  /** Does what is left of a run, and reads what it wrote. */
  private byte[] learned(TrainingRun run, String name) throws IOException {
    try (run) {
      while (run.done() < run.total()) {
        run.step();
      }
      Artifact artifact = run.artifacts(Files.createDirectory(folder.resolve(name))).getFirst();
      assertThat(artifact.role()).isEqualTo(Artifact.Role.EMBEDDING);
      return Files.readAllBytes(artifact.path());
    }
  }

  private Safetensors opened(byte[] bytes) throws IOException {
    Path file = Files.createTempFile(folder, "copy", ".safetensors");
    return Safetensors.open(Files.write(file, bytes));
  }

  private float[] rows(byte[] bytes) throws IOException {
    return opened(bytes).get("<cat-toy>").toFloats();
  }

  private static List<Rgb> draw(TrainingRun training) {
    GenerationRequest request =
        new GenerationRequest(
            Prompt.of("a photo of <cat-toy>", ""),
            List.of(Seed.of(3)),
            SamplingSettings.of("ddim", 2, 3),
            new Size(32, 32));
    try (GenerationRun run = training.sample(request)) {
      while (run.done() < run.total()) {
        run.step();
      }
      return run.result();
    }
  }
}
