package dev.darkroom.worker.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.darkroom.image.Png;
import dev.darkroom.image.Rgb;
import dev.darkroom.job.Checkpoint;
import dev.darkroom.job.ErrorKind;
import dev.darkroom.job.Output;
import dev.darkroom.job.id.Digest;
import dev.darkroom.job.id.ModelRef;
import dev.darkroom.job.spec.InversionSpec;
import dev.darkroom.job.spec.Keeping;
import dev.darkroom.job.spec.Picture;
import dev.darkroom.job.spec.TrainingPlan;
import dev.darkroom.model.Generator;
import dev.darkroom.model.Inverter;
import dev.darkroom.model.LoadedModel;
import dev.darkroom.storage.progress.ProgressEvent;
import dev.darkroom.storage.progress.RunLog;
import dev.darkroom.worker.FakeInverter;
import dev.darkroom.worker.FakeModels;
import dev.darkroom.worker.core.RunNews;
import dev.darkroom.worker.core.RunOutcome;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A word is learned by a model that only counts: what is kept, told and resumed around the steps.
 */
class InversionRunTest {
  private static final byte[] PICTURE =
      Png.encode(Rgb.of(2, 2, new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}));

  @TempDir Path folder;
  private Stage stage;
  private FakeInverter inverter;

  @BeforeEach
  void set() {
    stage = new Stage(folder);
    inverter = new FakeInverter();
    stage.registry = FakeModels.registry((_, _) -> learner());
    stage.store.put("t/default/uploads/sun", PICTURE, "image/png");
  }

  @Test
  void aTrainingLeavesItsWordItsSavingsAndTheirSamples() {
    RunOutcome.Succeeded done = succeeded(stage.run(spec(20, 8, 100)));

    assertThat(names(done))
        .containsExactly(
            "learned_embeds-steps-8.safetensors",
            "samples-steps-8.png",
            "learned_embeds-steps-16.safetensors",
            "samples-steps-16.png",
            "learned_embeds.safetensors",
            "samples.png");
    assertThat(done.outputs()).extracting(Output::role).contains(Output.Role.EMBEDDING);
    Rgb grid = Png.decode(stage.stored(1, "samples.png"), dev.darkroom.image.ImageLimits.DEFAULT);
    assertThat(grid.width()).as("two seeds of 16 pixels").isEqualTo(32);
  }

  @Test
  void savingsAreToldOfAtOnceWithTheirSamples() {
    stage.run(spec(20, 8, 100));

    assertThat(stage.news)
        .filteredOn(RunNews.OutputsStored.class::isInstance)
        .extracting(told -> ((RunNews.OutputsStored) told).outputs().size())
        .containsExactly(2, 2);
  }

  @Test
  void aRunThatGoesOnFromACheckpointEndsAsOneThatNeverStopped() {
    succeeded(stage.run(spec(20, 8, 5)));
    byte[] whole = stage.stored(1, "learned_embeds.safetensors");
    Checkpoint tenth = checkpointAfter(10);

    RunOutcome.Succeeded resumed = succeeded(stage.run(spec(20, 8, 5), 2, Optional.of(tenth)));

    assertThat(inverter.begunAt).containsExactly(0L, 10L);
    assertThat(stage.stored(2, "learned_embeds.safetensors")).isEqualTo(whole);
    assertThat(names(resumed)).startsWith("learned_embeds-steps-8.safetensors");
    assertThat(resumed.outputs().getFirst().key())
        .as("what was saved before stays where it is")
        .isEqualTo(stage.key(1, "learned_embeds-steps-8.safetensors"));
  }

  @Test
  void aTrainingThatIsToYieldSavesACheckpointWithinOneStepAndStops() {
    inverter.beforeStep(step -> {
      if (step == 7) {
        stage.stop.askYield();
      }
    });

    assertThat(stage.run(spec(20, 8, 100))).isEqualTo(new RunOutcome.Stopped());

    assertThat(stage.checkpoint().orElseThrow().step()).isEqualTo(7);
    stage.stop = new StopSignal();
    inverter.beforeStep(_ -> {});
    succeeded(stage.run(spec(20, 8, 100), 2, stage.checkpoint()));
    assertThat(inverter.begunAt).containsExactly(0L, 7L);
  }

  @Test
  void aTrainingThatIsStoppedStopsWithinOneStepAndSavesNothing() {
    inverter.beforeStep(step -> {
      if (step == 7) {
        stage.stop.raise();
      }
    });

    assertThat(stage.run(spec(20, 100, 100))).isEqualTo(new RunOutcome.Stopped());
    assertThat(stage.checkpoint()).isEmpty();
    assertThat(inverter.begunAt).hasSize(1);
  }

  @Test
  void aTrainingThatHasComeToRestEndsEarly() {
    Keeping patient = keeping(4, 100, Optional.of(new Keeping.EarlyStop(2, 0)));

    RunOutcome.Succeeded done = succeeded(stage.run(spec(100, patient, "textual_inversion")));

    assertThat(names(done))
        .as("the first loss is the best; two more savings bring none")
        .contains("learned_embeds-steps-12.safetensors")
        .doesNotContain("learned_embeds-steps-16.safetensors");
    assertThat(log()).anyMatch(line -> line.startsWith("stops early after step 12"));
  }

  @Test
  void aTrainingThatIsToldToRestKeepsCountingAfterAResumption() {
    Keeping patient = keeping(4, 3, Optional.of(new Keeping.EarlyStop(2, 0)));
    succeeded(stage.run(spec(100, patient, "textual_inversion")));

    RunOutcome.Succeeded resumed =
        succeeded(
            stage.run(spec(100, patient, "textual_inversion"), 2, Optional.of(checkpointAfter(3))));

    assertThat(names(resumed))
        .contains("learned_embeds-steps-12.safetensors")
        .doesNotContain("learned_embeds-steps-16.safetensors");
  }

  @Test
  void progressTellsLossRateAndTimeLeftAndTheLogIsStored() {
    inverter.beforeStep(_ -> stage.pass(java.time.Duration.ofSeconds(1)));

    stage.run(spec(20, 8, 5));

    assertThat(stage.told())
        .filteredOn(ProgressEvent.Progress.class::isInstance)
        .extracting(told -> ((ProgressEvent.Progress) told).message())
        .contains("loss 1.0000 (smoothed 1.0000), learning rate 0.00500");
    assertThat(log())
        .contains("checkpoint after step 5", "saved after step 8", "done after step 20")
        .contains("no CLIP model looks at the samples: savings have no scores");
  }

  @Test
  void aPictureThatIsNotWhatTheJobWasGivenFailsForGood() {
    stage.store.put("t/default/uploads/sun", "changed".getBytes(StandardCharsets.UTF_8), "x");

    assertThat(stage.run(spec(20, 8, 5)))
        .asInstanceOf(type(RunOutcome.Failed.class))
        .satisfies(failed -> {
          assertThat(failed.error().code()).isEqualTo("file_changed");
          assertThat(failed.error().kind()).isEqualTo(ErrorKind.CLIENT);
          assertThat(failed.error().param()).contains("images");
        });
    assertThat(log()).anyMatch(line -> line.startsWith("file_changed"));
  }

  @Test
  void aModelThatLearnsNoWordsSaysSo() {
    stage.registry = stage.models.registry(stage.generator);

    assertThat(stage.run(spec(20, 8, 5)))
        .asInstanceOf(type(RunOutcome.Failed.class))
        .satisfies(failed -> assertThat(failed.error().code()).isEqualTo("model_cannot_learn"));
  }

  @Test
  void nothingOfARunStaysOnTheWorkersDisk() throws Exception {
    stage.run(spec(20, 8, 5));

    try (var left = Files.list(stage.spoolFolder.resolve("training"))) {
      assertThat(left).isEmpty();
    }
  }

  private Checkpoint checkpointAfter(int step) {
    return stage.news.stream()
        .filter(RunNews.Checkpointed.class::isInstance)
        .map(told -> ((RunNews.Checkpointed) told).checkpoint())
        .filter(checkpoint -> checkpoint.step() == step)
        .findFirst()
        .orElseThrow();
  }

  private List<String> log() {
    return RunLog.read(stage.stored(1, RunLog.FILE)).stream()
        .map(ProgressEvent.Line::text)
        .toList();
  }

  private LoadedModel learner() {
    return new LoadedModel() {
      @Override
      public long bytes() {
        return 10;
      }

      @Override
      public Optional<Generator> generator() {
        return Optional.of(inverter.generator);
      }

      @Override
      public Optional<Inverter> inverter() {
        return Optional.of(inverter);
      }

      @Override
      public void close() {}
    };
  }

  private static RunOutcome.Succeeded succeeded(RunOutcome outcome) {
    return assertThat(outcome).asInstanceOf(type(RunOutcome.Succeeded.class)).actual();
  }

  private static List<String> names(RunOutcome.Succeeded done) {
    return done.outputs().stream().map(Output::name).toList();
  }

  private static InversionSpec spec(int steps, int saveSteps, int checkpointingSteps) {
    return spec(
        steps, keeping(saveSteps, checkpointingSteps, Optional.empty()), "textual_inversion");
  }

  private static Keeping keeping(
      int saveSteps, int checkpointingSteps, Optional<Keeping.EarlyStop> stop) {
    return new Keeping(
        saveSteps,
        checkpointingSteps,
        Optional.of(
            new Keeping.Validation(
                List.of("a photo of <sun>"), List.of(1L, 2L), 2, 3, "ddim", Optional.empty())),
        stop,
        Keeping.Pick.LAST);
  }

  private static InversionSpec spec(int steps, Keeping keeping, String method) {
    return new InversionSpec(
        ModelRef.parse("m@1"),
        new InversionSpec.Word("<sun>", "circle", 1),
        new InversionSpec.Lesson(
            List.of(
                new Picture(
                    "sun.png",
                    "t/default/uploads/sun",
                    Digest.of(PICTURE),
                    PICTURE.length,
                    Optional.empty())),
            InversionSpec.Prompts.OBJECT,
            16,
            false,
            0),
        new TrainingPlan(
            steps,
            new TrainingPlan.Batch(1, 1, 100),
            new TrainingPlan.Rate(5e-3, false, "constant", 0),
            0.01,
            new TrainingPlan.Machine(TrainingPlan.Precision.NO, false, 1),
            7),
        keeping,
        new InversionSpec.Study(
            InversionSpec.Method.parse(method),
            OptionalInt.empty(),
            OptionalDouble.empty(),
            OptionalDouble.empty(),
            Optional.empty()));
  }
}
