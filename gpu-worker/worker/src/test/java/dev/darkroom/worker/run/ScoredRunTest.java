package dev.darkroom.worker.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.darkroom.clip.ClipLoader;
import dev.darkroom.image.Png;
import dev.darkroom.image.Rgb;
import dev.darkroom.job.id.Digest;
import dev.darkroom.job.id.ModelRef;
import dev.darkroom.job.spec.EvaluationSpec;
import dev.darkroom.job.spec.EvaluationSpec.Metric;
import dev.darkroom.job.spec.InversionSpec;
import dev.darkroom.job.spec.Keeping;
import dev.darkroom.job.spec.Picture;
import dev.darkroom.job.spec.TrainingPlan;
import dev.darkroom.model.Generator;
import dev.darkroom.model.Inverter;
import dev.darkroom.model.LoadedModel;
import dev.darkroom.model.ModelRegistry;
import dev.darkroom.storage.embedding.Scores;
import dev.darkroom.storage.progress.ProgressEvent;
import dev.darkroom.storage.progress.RunLog;
import dev.darkroom.worker.FakeGenerator;
import dev.darkroom.worker.FakeInverter;
import dev.darkroom.worker.core.RunOutcome;
import dev.darkroom.world.Hue;
import dev.darkroom.world.Outline;
import dev.darkroom.world.Pattern;
import dev.darkroom.world.Position;
import dev.darkroom.world.Scene;
import dev.darkroom.world.ShapeKind;
import dev.darkroom.world.Size;
import dev.darkroom.world.WorldPainter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The house world's CLIP looks at pictures of the house world: at those of an evaluation, and at
 * the samples of a training that only counts.
 */
class ScoredRunTest {
  private static final Path EYES = Path.of("..", "..", "deploy", "models", "shapes-clip");
  private static final Rgb RED = painted(Hue.RED, Hue.WHITE);
  private static final Rgb BLUE = painted(Hue.BLUE, Hue.YELLOW);
  private static final String RED_SAYS = "a large red circle in the center on a white background";
  private static final String BLUE_SAYS =
      "a large blue circle in the center on a yellow background";

  @TempDir Path folder;
  private Stage stage;
  private FakeInverter inverter;

  @BeforeEach
  void set() {
    stage = new Stage(folder);
    stage.modelBytes = 64 << 20;
    inverter = new FakeInverter();
    stage.models.add("eyes", ClipLoader.FAMILY, EYES);
    stage.registry =
        ModelRegistry.of(Map.of("fake", (_, _) -> learner(), ClipLoader.FAMILY, new ClipLoader()));
  }

  @Test
  void picturesFitTheirOwnCaptionsAndNotEachOthers() {
    Map<String, Double> own = scores(evaluation(RED_SAYS, BLUE_SAYS, Metric.values()));
    Map<String, Double> other = scores(evaluation(BLUE_SAYS, RED_SAYS, Metric.values()));

    assertThat(own.get("clip_score")).isGreaterThan(other.get("clip_score") + 10);
    assertThat(own.get("text_similarity")).isEqualTo(own.get("clip_score") / 100, within(1e-9));
    assertThat(other.get("text_similarity")).isLessThan(own.get("text_similarity"));
  }

  @Test
  void aSetIsLikeItselfAndFarFromAnother() {
    Metric[] distances = {Metric.IMAGE_SIMILARITY, Metric.CLIP_FD};
    EvaluationSpec same = evaluation(RED_SAYS, BLUE_SAYS, distances);
    EvaluationSpec apart =
        new EvaluationSpec(
            same.model(),
            same.metrics(),
            List.of(brought("red", RED, RED_SAYS), brought("red", RED, RED_SAYS)),
            List.of(brought("blue", BLUE, BLUE_SAYS), brought("blue", BLUE, BLUE_SAYS)));

    Map<String, Double> near = scores(same);
    Map<String, Double> far = scores(apart);

    assertThat(near.get("clip_fd")).isEqualTo(0, within(1e-3));
    assertThat(far.get("clip_fd")).isGreaterThan(near.get("clip_fd") + 0.1);
    assertThat(far.get("image_similarity")).isLessThan(near.get("image_similarity"));
  }

  @Test
  void whatIsNoClipScoresNothing() {
    EvaluationSpec spec = evaluation(RED_SAYS, BLUE_SAYS, Metric.CLIP_SCORE);
    stage.models.add("m", 10);

    assertThat(
            stage.run(
                new EvaluationSpec(
                    ModelRef.parse("m@1"), spec.metrics(), spec.of(), spec.against())))
        .asInstanceOf(type(RunOutcome.Failed.class))
        .satisfies(failed -> assertThat(failed.error().code()).isEqualTo("model_cannot_score"));
  }

  @Test
  void theBestSavingBecomesTheResultAndItsScoresAreTold() {
    inverter.sampler(done -> showing(done == 8 ? RED : BLUE));
    inverter.beforeStep(_ -> stage.pass(Duration.ofSeconds(1)));

    succeeded(stage.run(training(20, Optional.empty(), Keeping.Pick.BEST)));

    assertThat(stage.stored(1, "learned_embeds-steps-8.safetensors"))
        .isEqualTo(stage.store.get(result("learned_embeds.safetensors"), 1 << 20));
    Scores scores = Scores.JSON.decode(stage.stored(1, Scores.FILE));
    assertThat(scores.values().get("image_similarity"))
        .as("the pictures given are what was drawn after step 8")
        .isEqualTo(1, within(1e-5));
    assertThat(scores.values())
        .as("the study's references: other given pictures, and prompts without the word")
        .containsKeys(
            "text_similarity",
            "image_only_text_similarity",
            "prompt_only_image_similarity",
            "prompt_only_text_similarity");
    assertThat(log()).contains("the result is the saving after step 8, the best");
    assertThat(stage.told())
        .filteredOn(ProgressEvent.Progress.class::isInstance)
        .extracting(told -> ((ProgressEvent.Progress) told).message())
        .anyMatch(message -> message.matches(".*, image_similarity 1\\.000, .* at step 8"));
  }

  @Test
  void aTrainingWhoseSamplesGetNoBetterEndsEarlyHoweverItsLossFalls() {
    inverter.sampler(_ -> showing(BLUE));
    inverter.beforeStep(step -> inverter.loss(1.0 / step));

    succeeded(
        stage.run(training(100, Optional.of(new Keeping.EarlyStop(2, 0.01)), Keeping.Pick.LAST)));

    assertThat(log()).contains("stops early after step 12: no better scores in 2 savings");
  }

  private String result(String name) {
    return Outputs.MANIFEST.decode(stage.stored(1, "manifest.json")).outputs().stream()
        .filter(output -> output.name().equals(name))
        .findFirst()
        .orElseThrow()
        .key();
  }

  private static Generator showing(Rgb picture) {
    FakeGenerator generator = new FakeGenerator();
    generator.always = Optional.of(picture);
    return generator;
  }

  private Map<String, Double> scores(EvaluationSpec spec) {
    succeeded(stage.run(spec));
    return Scores.JSON.decode(stage.stored(1, Scores.FILE)).values();
  }

  private EvaluationSpec evaluation(String first, String second, Metric... metrics) {
    List<Picture> of = List.of(brought("red", RED, first), brought("blue", BLUE, second));
    return new EvaluationSpec(ModelRef.parse("eyes@1"), List.of(metrics), of, of);
  }

  private InversionSpec training(int steps, Optional<Keeping.EarlyStop> stop, Keeping.Pick pick) {
    return new InversionSpec(
        ModelRef.parse("m@1"),
        new InversionSpec.Word("<sun>", "circle", 1),
        new InversionSpec.Lesson(
            List.of(brought("red", RED, "a {}")), InversionSpec.Prompts.OBJECT, 64, false, 0),
        new TrainingPlan(
            steps,
            new TrainingPlan.Batch(1, 1, 100),
            new TrainingPlan.Rate(5e-3, false, "constant", 0),
            0.01,
            new TrainingPlan.Machine(TrainingPlan.Precision.NO, false, 1),
            7),
        new Keeping(
            4,
            100,
            Optional.of(
                new Keeping.Validation(
                    List.of("a <sun>", "a large <sun> in the center on a white background"),
                    List.of(1L),
                    2,
                    3,
                    "ddim",
                    Optional.of(ModelRef.parse("eyes@1")))),
            stop,
            pick),
        new InversionSpec.Study(
            InversionSpec.Method.TEXTUAL_INVERSION,
            OptionalInt.empty(),
            OptionalDouble.empty(),
            OptionalDouble.empty(),
            Optional.empty()));
  }

  private Picture brought(String name, Rgb picture, String caption) {
    byte[] png = Png.encode(picture);
    String key = "t/default/uploads/" + name;
    stage.store.put(key, png, "image/png");
    return new Picture(name + ".png", key, Digest.of(png), png.length, Optional.of(caption));
  }

  private static Rgb painted(Hue fill, Hue background) {
    Scene scene =
        new Scene(
            ShapeKind.CIRCLE,
            fill,
            background,
            Pattern.SOLID,
            Outline.NONE,
            Size.LARGE,
            Position.CENTER);
    return Rgb.of(WorldPainter.draw(scene, 1));
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

  private List<String> log() {
    return RunLog.read(stage.stored(1, RunLog.FILE)).stream()
        .map(ProgressEvent.Line::text)
        .toList();
  }

  private static void succeeded(RunOutcome outcome) {
    assertThat(outcome).isInstanceOf(RunOutcome.Succeeded.class);
  }
}
