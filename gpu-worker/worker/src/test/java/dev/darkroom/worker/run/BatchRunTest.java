package dev.darkroom.worker.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.failure.ModelException;
import dev.darkroom.job.ErrorKind;
import dev.darkroom.job.JobError;
import dev.darkroom.job.id.ModelRef;
import dev.darkroom.job.spec.JobSpec;
import dev.darkroom.model.Seed;
import dev.darkroom.storage.progress.ProgressEvent;
import dev.darkroom.worker.core.RunOutcome;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several jobs in one lease: drawn together, and each for itself in all else. */
class BatchRunTest {
  private static final ModelRef NOOP = ModelRef.parse("noop");

  @TempDir private Path folder;
  private Stage stage;

  @BeforeEach
  void begin() {
    stage = new Stage(folder);
  }

  @Test
  void everyJobHasItsOwnOutputsManifestAndOutcome() {
    List<RunOutcome> outcomes = stage.run(stage.lease(drawing(1, 1), drawing(2, 1), drawing(3, 2)));
    assertThat(outcomes).hasSize(3).allMatch(RunOutcome.Succeeded.class::isInstance);
    assertThat(stage.store.puts)
        .containsExactly(
            Stage.key(1, 1, "image-0.png"),
            Stage.key(1, 1, "manifest.json"),
            Stage.key(2, 1, "image-0.png"),
            Stage.key(2, 1, "manifest.json"),
            Stage.key(3, 1, "image-0.png"),
            Stage.key(3, 1, "image-1.png"),
            Stage.key(3, 1, "manifest.json"));
    assertThat(stage.began()).isEqualTo(3);
    assertThat(stage.generator.open).isZero();
  }

  @Test
  void picturesOfSeveralJobsAreDrawnAFewAtATimeInTheirOrder() {
    stage.batch = 2;
    stage.run(stage.lease(drawing(10, 1), drawing(20, 3), drawing(30, 1)));
    assertThat(stage.generator.requests)
        .extracting(r -> r.seeds().stream().map(Seed::value).toList())
        .containsExactly(List.of(10L), List.of(20L), List.of(21L, 22L), List.of(30L));
  }

  @Test
  void aJobThatIsDoneEarlyIsTold() {
    stage.batch = 1;
    stage.onEnd = _ -> assertThat(stage.generator.requests).hasSize(stage.ends.size());
    stage.run(stage.lease(drawing(1, 1), drawing(2, 1)));
    assertThat(stage.ends).hasSize(2);
  }

  @Test
  void aJobThatIsCanceledInTheMiddleLeavesAndTheOthersSucceed() {
    List<RunTask.Ticket> lease = stage.lease(drawing(1, 1), drawing(2, 1), drawing(3, 1));
    stage.generator.beforeStep =
        step -> {
          if (step == 2) {
            lease.get(1).stop().raise();
          }
        };
    List<RunOutcome> outcomes = stage.run(lease);
    assertThat(outcomes.get(1)).isEqualTo(new RunOutcome.Stopped());
    assertThat(outcomes.get(0)).isInstanceOf(RunOutcome.Succeeded.class);
    assertThat(outcomes.get(2)).isInstanceOf(RunOutcome.Succeeded.class);
    assertThat(stage.generator.steps).isEqualTo(4 + 2 + 4);
    assertThat(stage.ends.getFirst().job()).isEqualTo(Stage.id(2));
    assertThat(stage.store.puts).noneMatch(key -> key.startsWith(Stage.key(2, 1, "")));
  }

  @Test
  void aJobMayLeaveWhileTheStoreKeepsAnotherWaiting() {
    List<RunTask.Ticket> lease = stage.lease(drawing(1, 1), drawing(2, 1));
    stage.store.down(true);
    stage.onPause =
        () -> {
          lease.get(1).stop().raise();
          stage.store.down(stage.ends.isEmpty());
        };
    List<RunOutcome> outcomes = stage.run(lease);
    assertThat(stage.ends.getFirst().job()).isEqualTo(Stage.id(2));
    assertThat(outcomes.get(0)).isInstanceOf(RunOutcome.Succeeded.class);
    assertThat(outcomes.get(1)).isEqualTo(new RunOutcome.Stopped());
  }

  @Test
  void whenAllAreCanceledNothingIsDrawnFurther() {
    List<RunTask.Ticket> lease = stage.lease(drawing(1, 1), drawing(2, 1));
    stage.generator.beforeStep = _ -> lease.forEach(ticket -> ticket.stop().raise());
    assertThat(stage.run(lease)).containsOnly(new RunOutcome.Stopped());
    assertThat(stage.generator.steps).isEqualTo(2);
    assertThat(stage.generator.open).isZero();
  }

  @Test
  void aJobThatCannotBeDrawnFailsAloneWithItsOwnError() {
    stage.generator.refuse =
        request -> {
          if (request.seeds().getFirst().value() == 2) {
            throw ModelException.badRequest("guidance_scale", "guidance_scale 2000 is too much");
          }
        };
    List<RunOutcome> outcomes = stage.run(stage.lease(drawing(1, 1), drawing(2, 1), drawing(3, 1)));
    assertThat(error(outcomes.get(1)).param()).contains("guidance_scale");
    assertThat(outcomes.get(0)).isInstanceOf(RunOutcome.Succeeded.class);
    assertThat(outcomes.get(2)).isInstanceOf(RunOutcome.Succeeded.class);
    assertThat(stage.generator.open).isZero();
  }

  @Test
  void aBatchThatTheMemoryCannotHoldSaysSoToEveryJobOfIt() {
    stage.generator.beforeStep =
        _ -> {
          throw new OutOfMemoryError("CUDA out of memory");
        };
    assertThat(stage.run(stage.lease(drawing(1, 1), drawing(2, 1))))
        .hasSize(2)
        .allSatisfy(outcome -> {
          assertThat(error(outcome).kind()).isEqualTo(ErrorKind.CAPACITY);
          assertThat(error(outcome).code()).isEqualTo("batch_too_large");
        });
  }

  @Test
  void aModelThatIsGoneIsTheFailureOfAll() {
    JobSpec gone =
        new JobSpec.Generation(ModelRef.parse("nonesuch@1"), "a", "", 1, 4, 5.0, "ddim", 16, 8, 1);
    assertThat(stage.run(stage.lease(gone, gone)))
        .hasSize(2)
        .allSatisfy(outcome -> assertThat(error(outcome).code()).isEqualTo("model_not_found"));
  }

  @Test
  void jobsThatAreNotAlikeTakeTurnsInOneLease() {
    JobSpec other =
        new JobSpec.Generation(ModelRef.parse("m@1"), "a", "", 7, 2, 5.0, "euler", 16, 8, 1);
    List<RunOutcome> outcomes =
        stage.run(stage.lease(drawing(1, 1), other, new JobSpec.Noop(NOOP, 10)));
    assertThat(outcomes).hasSize(3).allMatch(RunOutcome.Succeeded.class::isInstance);
    assertThat(stage.generator.requests).hasSize(2);
  }

  @Test
  void everyJobsProgressIsItsOwn() {
    stage.generator.beforeStep = _ -> stage.pass(Duration.ofSeconds(1));
    stage.batch = 2;
    stage.run(stage.lease(drawing(1, 1), drawing(2, 3)));
    assertThat(steps(1)).endsWith(4).isSorted();
    assertThat(steps(2)).contains(4, 8).isSorted();
  }

  @Test
  void noopsSleepTogetherAndEachIsDoneAfterItsOwnTime() {
    List<RunOutcome> outcomes =
        stage.run(
            stage.lease(
                new JobSpec.Noop(NOOP, 600),
                new JobSpec.Noop(NOOP, 0),
                new JobSpec.Noop(NOOP, 100)));
    assertThat(outcomes).hasSize(3).allMatch(RunOutcome.Succeeded.class::isInstance);
    assertThat(stage.pauses.stream().mapToLong(Duration::toMillis).sum()).isEqualTo(600);
    assertThat(stage.ends)
        .extracting(run -> run.job())
        .containsExactly(Stage.id(2), Stage.id(3), Stage.id(1));
  }

  @Test
  void aNoopThatIsCanceledLeavesTheOthersAsleep() {
    List<RunTask.Ticket> lease =
        stage.lease(new JobSpec.Noop(NOOP, 1_000), new JobSpec.Noop(NOOP, 1_000));
    stage.onPause = () -> lease.getFirst().stop().raise();
    List<RunOutcome> outcomes = stage.run(lease);
    assertThat(outcomes.getFirst()).isEqualTo(new RunOutcome.Stopped());
    assertThat(outcomes.getLast()).isInstanceOf(RunOutcome.Succeeded.class);
  }

  private List<Integer> steps(int job) {
    return stage.told(job).stream()
        .filter(ProgressEvent.Progress.class::isInstance)
        .map(event -> ((ProgressEvent.Progress) event).step())
        .toList();
  }

  private static JobError error(RunOutcome outcome) {
    assertThat(outcome).isInstanceOf(RunOutcome.Failed.class);
    return ((RunOutcome.Failed) outcome).error();
  }

  private static JobSpec.Generation drawing(long seed, int n) {
    JobSpec.Generation d = Stage.DRAW;
    return new JobSpec.Generation(
        d.model(),
        d.prompt(),
        d.negativePrompt(),
        seed,
        d.steps(),
        d.guidanceScale(),
        d.sampler(),
        d.width(),
        d.height(),
        n);
  }
}
