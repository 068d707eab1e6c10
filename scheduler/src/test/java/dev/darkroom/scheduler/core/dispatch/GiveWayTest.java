package dev.darkroom.scheduler.core.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.job.JobHeader;
import dev.darkroom.job.JobState;
import dev.darkroom.job.spec.JobKind;
import dev.darkroom.job.worker.Assignment;
import dev.darkroom.job.worker.Report;
import dev.darkroom.scheduler.core.Desk;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class GiveWayTest {
  private static final String OWN = Desk.TENANT.value();

  private final Desk desk = new Desk();

  @Test
  void aTrainingSavesACheckpointAndGivesWayToAMoreUrgentJob() {
    trains("slow", 2);
    desk.submit(OWN, "urgent", 8);
    assertThat(desk.told())
        .containsExactly(
            new Assignment.YieldRun(desk.worker("w"), desk.run("slow"), GiveWay.REASON));
    desk.checkpointed("slow", 70).stopped("slow", Report.StopReason.YIELDED);
    assertThat(desk.is("urgent")).isInstanceOf(JobState.Leased.class);
    assertThat(desk.is("slow")).isInstanceOf(JobState.Queued.class);
    desk.works("w", Duration.ofSeconds(1));
    assertThat(desk.is("slow")).isInstanceOf(JobState.Leased.class);
    assertThat(desk.job("slow").checkpoint())
        .hasValueSatisfying(c -> assertThat(c.step()).isEqualTo(70));
  }

  @Test
  void nothingCountsAgainstTheTrainingThatGaveWay() {
    trains("slow", 2);
    desk.submit(OWN, "urgent", 8).stopped("slow", Report.StopReason.YIELDED);
    assertThat(desk.is("slow"))
        .isInstanceOfSatisfying(
            JobState.Queued.class, queued -> assertThat(queued.tries().failures()).isZero());
  }

  @Test
  void anEquallyUrgentJobWaits() {
    trains("slow", 5);
    desk.submit(OWN, "other", 5);
    assertThat(desk.told()).isEmpty();
  }

  @Test
  void aGenerationIsNeverAskedToGiveWay() {
    desk.hello("w").submit(OWN, "drawing", 0).started("drawing");
    desk.pass(Duration.ofSeconds(20)).beat("w").pass(Duration.ofSeconds(20)).beat("w");
    desk.submit(OWN, "urgent", 9);
    assertThat(desk.told()).isEmpty();
  }

  @Test
  void aTrainingThatHasOnlyBegunGoesOnForAWhile() {
    desk.hello("w").submit(training("slow", 2), "t").started("slow").submit(OWN, "urgent", 9);
    assertThat(desk.told()).isEmpty();
    desk.pass(Duration.ofSeconds(20)).beat("w").pass(Duration.ofSeconds(20));
    assertThat(desk.is("slow")).isInstanceOf(JobState.Yielding.class);
  }

  @Test
  void aTrainingThatGaveWayIsLeftAloneForAWhile() {
    trains("slow", 2);
    desk.submit(OWN, "urgent", 8).stopped("slow", Report.StopReason.YIELDED);
    desk.works("w", Duration.ofSeconds(1)).started("slow");
    longEnough();
    desk.submit(OWN, "next", 8);
    assertThat(desk.is("slow")).isInstanceOf(JobState.Running.class);
  }

  @Test
  void oneUrgentJobTakesOneWorker() {
    desk.hello("w").hello("v");
    desk.submit(training("one", 2), "1").submit(training("two", 2), "2");
    desk.started("one").started("two");
    longEnough();
    desk.submit(OWN, "urgent", 9).pass(Duration.ofMillis(1)).pass(Duration.ofMillis(1));
    long yielding =
        Stream.of("one", "two").filter(name -> desk.is(name) instanceof JobState.Yielding).count();
    assertThat(yielding).isEqualTo(1);
  }

  @Test
  void anotherTenantsTrainingGivesWayOnlyToWhoHasHadLess() {
    desk.hello("w").submit("greedy", "g", 9).works("w", Duration.ofSeconds(25)).beat("w");
    trains("slow", 2);
    desk.submit("greedy", "more", 9);
    assertThat(desk.is("slow")).isInstanceOf(JobState.Running.class);
  }

  @Test
  void aTrainingThatGivesWayCanStillBeCanceled() {
    trains("slow", 2);
    desk.submit(OWN, "urgent", 8).cancel("slow").stopped("slow", Report.StopReason.YIELDED);
    assertThat(desk.is("slow")).isInstanceOf(JobState.Canceled.class);
  }

  /** The only worker has run this training for long enough. */
  private void trains(String name, int priority) {
    if (desk.state().seat("w").isEmpty()) {
      desk.hello("w");
    }
    desk.submit(training(name, priority), "train " + name).started(name);
    longEnough();
  }

  private void longEnough() {
    for (int i = 0; i < 4; i++) {
      desk.pass(Duration.ofSeconds(10));
      desk.state().seats().forEach(seat -> desk.beat(seat.getKey()));
    }
  }

  private static JobHeader training(String name, int priority) {
    return Desk.header(name, priority, JobKind.INVERSION);
  }
}
