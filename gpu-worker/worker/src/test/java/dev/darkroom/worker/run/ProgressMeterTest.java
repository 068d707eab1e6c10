package dev.darkroom.worker.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.image.ImageLimits;
import dev.darkroom.image.Png;
import dev.darkroom.image.Rgb;
import dev.darkroom.job.spec.JobSpec;
import dev.darkroom.storage.progress.ProgressEvent;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProgressMeterTest {
  @TempDir private Path folder;
  private Stage stage;

  @BeforeEach
  void begin() {
    stage = new Stage(folder);
  }

  @Test
  void stepsThatComeFastAreToldTwiceASecondAndPreviewsOnce() {
    runStepsEvery(Duration.ofMillis(10), 1_000); // ten seconds
    assertThat(events(ProgressEvent.Progress.class)).hasSizeBetween(19, 21);
    assertThat(events(ProgressEvent.Preview.class)).hasSizeBetween(9, 11);
    assertThat(events(ProgressEvent.Progress.class))
        .extracting(ProgressEvent.Progress::value)
        .isSorted();
  }

  @Test
  void aPreviewIsComputedOnlyIfItIsShown() {
    runStepsEvery(Duration.ofMillis(10), 1_000);
    assertThat(stage.generator.previews).isEqualTo(events(ProgressEvent.Preview.class).size());
  }

  @Test
  void theEtaIsTheRestAtTheMeanPaceSoFar() {
    runStepsEvery(Duration.ofSeconds(2), 10);
    ProgressEvent.Progress fifth =
        events(ProgressEvent.Progress.class).stream()
            .filter(e -> e.step() == 5)
            .findFirst()
            .orElseThrow();
    assertThat(fifth.eta()).contains(Duration.ofSeconds(10));
    assertThat(fifth.value()).isEqualTo(0.5);
    assertThat(fifth.steps()).isEqualTo(10);
  }

  @Test
  void aPreviewIsMadeSmallEnoughHoweverLargeAndNoisyThePictureIs() {
    stage.generator.preview = noise(1024, 512);
    runStepsEvery(Duration.ofSeconds(2), 3);
    assertThat(events(ProgressEvent.Preview.class))
        .isNotEmpty()
        .allSatisfy(e -> {
          assertThat(e.bytes().length).isLessThanOrEqualTo(ProgressEvent.Preview.MAX_BYTES);
          Rgb shown = Png.decode(e.bytes(), ImageLimits.DEFAULT);
          assertThat(shown.width()).isEqualTo(2 * shown.height()).isLessThanOrEqualTo(256);
        });
  }

  @Test
  void progressThatNobodyTakesDoesNotDisturbTheRun() {
    stage.progress.down(true);
    runStepsEvery(Duration.ofSeconds(1), 5);
    assertThat(stage.told()).isEmpty();
    assertThat(stage.store.puts).hasSize(2);
  }

  @Test
  void severalPartsOfOneJobAreOneProgress() {
    stage.batch = 1;
    stage.generator.beforeStep = _ -> stage.pass(Duration.ofSeconds(1));
    stage.run(drawing(2, 3));
    assertThat(events(ProgressEvent.Progress.class))
        .extracting(ProgressEvent.Progress::step)
        .containsExactly(0, 1, 2, 3, 4, 5, 6);
    assertThat(events(ProgressEvent.Progress.class).getLast().message())
        .isEqualTo("drawing picture 2 of 2");
  }

  private void runStepsEvery(Duration pace, int steps) {
    stage.generator.beforeStep = _ -> stage.pass(pace);
    stage.run(drawing(1, steps));
  }

  private static JobSpec.Generation drawing(int n, int steps) {
    JobSpec.Generation d = Stage.DRAW;
    return new JobSpec.Generation(
        d.model(), d.prompt(), "", d.seed(), steps, 1, d.sampler(), d.width(), d.height(), n);
  }

  private <E extends ProgressEvent> List<E> events(Class<E> kind) {
    return stage.told().stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  private static Rgb noise(int width, int height) {
    byte[] data = new byte[3 * width * height];
    new java.util.Random(1).nextBytes(data);
    return Rgb.of(width, height, data);
  }
}
