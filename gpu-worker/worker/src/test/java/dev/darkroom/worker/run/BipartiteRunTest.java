package dev.darkroom.worker.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.darkroom.image.ImageLimits;
import dev.darkroom.image.Png;
import dev.darkroom.image.Rgb;
import dev.darkroom.inversion.LdmInverter;
import dev.darkroom.job.Output;
import dev.darkroom.job.id.ModelRef;
import dev.darkroom.job.spec.GenerationOptions;
import dev.darkroom.job.spec.InversionSpec;
import dev.darkroom.job.spec.JobSpec;
import dev.darkroom.job.spec.Picture;
import dev.darkroom.job.spec.PictureFormat;
import dev.darkroom.job.spec.PictureSource;
import dev.darkroom.job.spec.WordRef;
import dev.darkroom.ldm.LdmLoader;
import dev.darkroom.model.Generator;
import dev.darkroom.model.Inverter;
import dev.darkroom.model.LoadedModel;
import dev.darkroom.model.ModelRegistry;
import dev.darkroom.storage.progress.ProgressEvent;
import dev.darkroom.storage.progress.RunLog;
import dev.darkroom.worker.FakeInverter;
import dev.darkroom.worker.core.RunOutcome;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A word is learned by the house model, then the noise of its picture is found and drawn from. */
class BipartiteRunTest {
  private static final Path HOUSE = Path.of("..", "..", "deploy", "models", "shapes-ldm");
  private static final int SIDE = StarLesson.SIDE;
  private static final int STEPS = StarLesson.STEPS;

  @TempDir Path folder;
  private Stage stage;

  @BeforeEach
  void set() {
    stage = new Stage(folder);
    stage.modelBytes = 256L << 20;
    stage.models.add("house", LdmLoader.FAMILY, HOUSE);
    stage.registry =
        ModelRegistry.of(
            Map.of(
                LdmLoader.FAMILY, new LdmLoader(LdmInverter::new), "fake", (_, _) -> onlyLearns()));
  }

  @Test
  void theNoiseOfAPictureUnderItsWordDrawsThePictureAgainInTheNextJob() {
    RunOutcome.Succeeded learned = succeeded(stage.run(bipartite("house@1")));
    Output word = output(learned, "learned_embeds.safetensors");
    Output start = output(learned, "start-1.safetensors");
    Rgb shown = picture(learned, "redrawn.png");

    RunOutcome.Succeeded drawn = succeeded(stage.run(generation(word, start), 2));

    Rgb again = picture(drawn, "image-0.png");
    assertThat(start.role()).isEqualTo(Output.Role.LATENT);
    assertThat(shown.height()).as("what was given, and below it what is drawn").isEqualTo(2 * SIDE);
    for (int y = 0; y < SIDE; y++) {
      for (int x = 0; x < SIDE; x++) {
        assertThat(again.at(x, y)).isEqualTo(shown.at(x, SIDE + y));
      }
    }
    assertThat(log()).anyMatch(line -> line.startsWith("picture 1 drawn again from its noise"));
  }

  @Test
  void aFileThatIsNoLatentFailsTheJobByItsField() {
    RunOutcome.Succeeded learned = succeeded(stage.run(bipartite("house@1")));
    Output word = output(learned, "learned_embeds.safetensors");

    assertThat(stage.run(generation(word, word), 2))
        .asInstanceOf(type(RunOutcome.Failed.class))
        .satisfies(failed -> {
          assertThat(failed.error().code()).isEqualTo("latent_unreadable");
          assertThat(failed.error().param()).contains("init_latent");
        });
  }

  @Test
  void aModelThatTellsNoNoiseSaysSoBeforeItLearns() {
    assertThat(stage.run(bipartite("m@1")))
        .asInstanceOf(type(RunOutcome.Failed.class))
        .satisfies(failed -> assertThat(failed.error().code()).isEqualTo("model_cannot_rewind"));
  }

  private InversionSpec bipartite(String model) {
    return StarLesson.of(stage, model, InversionSpec.Method.BIPARTITE, Optional.empty());
  }

  private static JobSpec.Generation generation(Output word, Output start) {
    Picture file =
        new Picture(start.name(), start.key(), start.hash(), start.sizeBytes(), Optional.empty());
    return new JobSpec.Generation(
        ModelRef.parse("house@1"),
        StarLesson.CAPTION.replace("{}", "<star>"),
        "",
        1,
        STEPS,
        1,
        "ddim",
        SIDE,
        SIDE,
        1,
        List.of(new WordRef("<star>", "star", 1, word.key(), word.hash())),
        Optional.of(
            new GenerationOptions(
                new PictureSource.Latent(file),
                Optional.empty(),
                GenerationOptions.Tuning.NONE,
                List.of(),
                PictureFormat.PNG)));
  }

  private Rgb picture(RunOutcome.Succeeded done, String name) {
    return Png.decode(stage.store.get(output(done, name).key(), 1 << 20), ImageLimits.DEFAULT);
  }

  private static Output output(RunOutcome.Succeeded done, String name) {
    return done.outputs().stream().filter(o -> o.name().equals(name)).findFirst().orElseThrow();
  }

  private static RunOutcome.Succeeded succeeded(RunOutcome outcome) {
    return assertThat(outcome).asInstanceOf(type(RunOutcome.Succeeded.class)).actual();
  }

  private List<String> log() {
    return RunLog.read(stage.stored(1, RunLog.FILE)).stream()
        .map(ProgressEvent.Line::text)
        .toList();
  }

  private static LoadedModel onlyLearns() {
    return new LoadedModel() {
      @Override
      public long bytes() {
        return 10;
      }

      @Override
      public Optional<Generator> generator() {
        return Optional.empty();
      }

      @Override
      public Optional<Inverter> inverter() {
        return Optional.of(new FakeInverter());
      }

      @Override
      public void close() {}
    };
  }
}
