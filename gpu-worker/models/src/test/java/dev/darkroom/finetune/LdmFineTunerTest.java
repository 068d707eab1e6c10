package dev.darkroom.finetune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.darkroom.failure.ModelException;
import dev.darkroom.image.Buckets;
import dev.darkroom.image.Rgb;
import dev.darkroom.inversion.LdmInverter;
import dev.darkroom.ldm.LdmLoader;
import dev.darkroom.ldm.LdmModel;
import dev.darkroom.lora.Lora;
import dev.darkroom.lora.LoraPart;
import dev.darkroom.lora.LoraReader;
import dev.darkroom.lora.LoraUse;
import dev.darkroom.model.Artifact;
import dev.darkroom.model.FineTuneRequest;
import dev.darkroom.model.FineTuneRequest.Example;
import dev.darkroom.model.FineTuneRequest.Material;
import dev.darkroom.model.FineTuneRequest.Objective;
import dev.darkroom.model.FineTuneRequest.Target;
import dev.darkroom.model.FineTuner;
import dev.darkroom.model.GenerationRequest;
import dev.darkroom.model.GenerationRun;
import dev.darkroom.model.InversionRequest.Batch;
import dev.darkroom.model.LoadOptions;
import dev.darkroom.model.Prompt;
import dev.darkroom.model.SamplingSettings;
import dev.darkroom.model.Seed;
import dev.darkroom.model.Size;
import dev.darkroom.model.TrainingRun;
import dev.darkroom.testing.Fixtures;
import dev.darkroom.weights.WeightsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LdmFineTunerTest {
  private static final FineTuneRequest.Lora USUAL =
      FineTuneRequest.Lora.of(4, Set.of(Target.UNET_ATTENTION));

  private static LdmModel model;

  @TempDir Path folder;

  @BeforeAll
  static void load() {
    Path sd = Fixtures.folder("ldm/lora/tiny").resolve("sd");
    model = new LdmLoader(LdmInverter::new, LdmFineTuner::new).load(sd, LoadOptions.cpu());
  }

  @AfterAll
  static void close() {
    model.close();
  }

  @Test
  void anAdaptationChangesNothingBeforeItsFirstStepAndTheModelNever() {
    List<Rgb> plain = drawn(model.generator().orElseThrow().start(request()));
    try (TrainingRun run = start(Tunings.of(USUAL, 3))) {
      assertThat(drawn(run.sample(request()))).isEqualTo(plain);
      while (run.step()) {
        assertThat(run.last().orElseThrow().loss()).isPositive();
      }
      assertThat(drawn(run.sample(request()))).isNotEqualTo(plain);
      assertThat(drawn(model.generator().orElseThrow().start(request()))).isEqualTo(plain);
    }
  }

  @Test
  void theFileOfAnAdaptationDrawsWhatTheTrainingDrew() throws IOException {
    FineTuneRequest request =
        Tunings.of(Tunings.everyLayer(), Tunings.descent(3, new Batch(2, 1, 1)), Objective.PLAIN);
    try (TrainingRun run = start(request)) {
      finish(run);
      List<Rgb> sample = drawn(run.sample(request()));
      Artifact file = run.artifacts(folder).getFirst();
      assertThat(file.name()).isEqualTo("pytorch_lora_weights.safetensors");
      Lora lora = LoraReader.read(file.path());
      assertThat(lora.layers().keySet())
          .containsExactlyInAnyOrder(LoraPart.UNET, LoraPart.TEXT_ENCODER);
      GenerationRequest with = request().withLoras(List.of(new LoraUse(lora, 1)));
      assertThat(drawn(model.generator().orElseThrow().start(with))).isEqualTo(sample);
      assertThat(Files.readString(folder.resolve("lineage.json")))
          .contains("\"base\" : \"tiny\"", "\"rank\" : 3", "\"steps_done\" : 3")
          .doesNotContain(folder.toString());
    }
  }

  @Test
  void theFolderOfAWholeTrainingDrawsWhatTheTrainingDrew() {
    try (TrainingRun run = start(Tunings.of(Tunings.whole(), 3))) {
      finish(run);
      List<Rgb> sample = drawn(run.sample(request()));
      List<Artifact> written = run.artifacts(folder);
      assertThat(written)
          .extracting(Artifact::name)
          .contains("model_index.json", "unet/config.json", "vae/config.json", "lineage.json")
          .doesNotHaveDuplicates();
      try (LdmModel learned = new LdmLoader().load(folder, LoadOptions.cpu())) {
        assertThat(drawn(learned.generator().orElseThrow().start(request()))).isEqualTo(sample);
      }
    }
  }

  @Test
  void everyMethodStoppedSavedAndResumedWritesTheSameBytes() throws IOException {
    for (FineTuneRequest.Method method :
        List.of(
            Tunings.everyLayer(),
            Tunings.whole(),
            Tunings.booth(USUAL),
            Tunings.booth(Tunings.whole()))) {
      FineTuneRequest request =
          Tunings.of(method, Tunings.descent(2, new Batch(2, 2, 2)), Tunings.EVERYTHING);
      Path whole = Files.createDirectory(folder.resolve("whole" + method.hashCode()));
      try (TrainingRun run = start(request)) {
        finish(run);
        run.artifacts(whole);
      }
      Path checkpoint = folder.resolve("checkpoint.safetensors");
      try (TrainingRun run = start(request)) {
        run.step();
        drawn(run.sample(request())); // changes nothing
        run.save(checkpoint);
      }
      Path resumed = Files.createDirectory(folder.resolve("resumed" + method.hashCode()));
      try (TrainingRun run = tuner().start(request, Optional.of(checkpoint))) {
        assertThat(run.done()).isEqualTo(1);
        finish(run);
        run.artifacts(resumed);
      }
      assertSameFiles(whole, resumed);
    }
  }

  @Test
  void picturesOfSeveralSizesLearnInOneTraining() {
    FineTuneRequest square =
        Tunings.of(USUAL, Tunings.descent(4, new Batch(1, 1, 1)), Objective.PLAIN);
    Buckets buckets = Buckets.of(new Buckets.Rule(32, 16, 64, 8));
    FineTuneRequest request = Tunings.with(square, Tunings.material(buckets));
    assertThat(
            request.material().examples().stream()
                .map(e -> buckets.place(e.size().width(), e.size().height()).bucket())
                .distinct())
        .hasSize(3);
    try (TrainingRun run = start(request)) {
      finish(run);
      assertThat(run.last().orElseThrow().skipped()).isFalse();
    }
  }

  @Test
  void aCheckpointOfAnotherRequestIsRefused() {
    Path checkpoint = folder.resolve("checkpoint.safetensors");
    try (TrainingRun run = start(Tunings.of(USUAL, 3))) {
      run.step();
      run.save(checkpoint);
    }
    assertThatThrownBy(() -> tuner().start(Tunings.of(USUAL, 4), Optional.of(checkpoint)))
        .isInstanceOf(WeightsException.class)
        .hasMessageContaining("another training");
  }

  @Test
  void whatCannotBeLearnedIsRefusedByItsField() {
    FineTuneRequest usual = Tunings.of(USUAL, 1);
    Material material = usual.material();
    refused("captions", () -> start(captioned(usual, "")));
    refused("captions", () -> start(captioned(usual, "word ".repeat(200))));
    refused("target_modules", () -> FineTuneRequest.Lora.of(4, Set.of()));
    refused("rank", () -> FineTuneRequest.Lora.of(5_000, Set.of(Target.UNET_ATTENTION)));
    refused("images", () -> new Material(List.of(), material.buckets(), 0, List.of()));
    refused("flip", () -> new Material(material.examples(), material.buckets(), 2, List.of()));
    refused("instance_prompt", () -> new FineTuneRequest.DreamBooth(USUAL, " ", Optional.empty()));
    refused("width", () -> start(Tunings.with(usual, Tunings.material(Buckets.square(33)))));
  }

  private static FineTuneRequest captioned(FineTuneRequest request, String caption) {
    Example first = request.material().examples().getFirst();
    Example other = new Example(first.picture(), first.size(), caption, first.digest());
    Material material = request.material();
    return Tunings.with(request, new Material(List.of(other), material.buckets(), 0, List.of()));
  }

  private static void refused(String param, Runnable request) {
    assertThatThrownBy(request::run)
        .isInstanceOfSatisfying(
            ModelException.class,
            refusal -> assertThat(refusal.param()).isEqualTo(Optional.of(param)));
  }

  private static void assertSameFiles(Path one, Path other) throws IOException {
    try (Stream<Path> files = Files.walk(one)) {
      List<Path> all = files.filter(Files::isRegularFile).toList();
      assertThat(all).isNotEmpty();
      for (Path file : all) {
        assertThat(other.resolve(one.relativize(file))).hasSameBinaryContentAs(file);
      }
    }
  }

  private static void finish(TrainingRun run) {
    while (run.step()) {
      // to the end
    }
  }

  private static FineTuner tuner() {
    return model.fineTuner().orElseThrow();
  }

  private static TrainingRun start(FineTuneRequest request) {
    return tuner().start(request, Optional.empty());
  }

  private static GenerationRequest request() {
    return new GenerationRequest(
        Prompt.of("a photo of a thing", ""),
        List.of(Seed.of(3)),
        SamplingSettings.of("ddim", 3, 2),
        new Size(32, 32));
  }

  private static List<Rgb> drawn(GenerationRun run) {
    try (run) {
      while (run.step()) {
        // to the end
      }
      return run.result();
    }
  }
}
