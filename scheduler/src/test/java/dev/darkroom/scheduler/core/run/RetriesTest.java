package dev.darkroom.scheduler.core.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.darkroom.job.ErrorKind;
import dev.darkroom.job.JobError;
import dev.darkroom.job.JobState;
import dev.darkroom.job.command.PendingReason;
import dev.darkroom.job.worker.Report;
import dev.darkroom.scheduler.core.Desk;
import dev.darkroom.scheduler.core.policy.RetryPolicy;
import dev.darkroom.scheduler.core.policy.SchedulerPolicy;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RetriesTest {
  private static final RetryPolicy POLICY = RetryPolicy.DEFAULT;

  private final Desk desk = new Desk();

  @Test
  void aClientsMistakeIsNeverTriedAgain() {
    JobError error = error(ErrorKind.CLIENT);
    desk.hello("w1").submit("a").failed("a", error);
    assertThat(desk.is("a")).isEqualTo(new JobState.Failed(error, false, desk.now()));
  }

  @Test
  void aJobThatAWorkerHasNoRoomForGoesToAnotherAtOnce() {
    desk.hello("small").submit("a").hello("large").submit("other");
    desk.succeeded("other").failed("a", error(ErrorKind.CAPACITY));
    assertThat(desk.holder("a")).isEqualTo(desk.worker("large"));
  }

  @Test
  void aJobThatAWorkerHasNoRoomForWaitsForAnotherThatIsBusy() {
    desk.hello("small").submit("a").hello("large").submit("long").started("long");
    desk.failed("a", error(ErrorKind.CAPACITY));
    assertThat(desk.is("a")).isInstanceOf(JobState.Queued.class);
    desk.submit("b");
    assertThat(desk.holder("b")).as("others pass it").isEqualTo(desk.worker("small"));
    desk.succeeded("long");
    assertThat(desk.holder("a")).isEqualTo(desk.worker("large"));
  }

  @Test
  void withoutAnotherWorkerItIsTriedOnTheSameUntilItIsADeadLetter() {
    JobError error = error(ErrorKind.CAPACITY);
    desk.hello("small").submit("a");
    desk.failed("a", error).failed("a", error).failed("a", error);
    assertThat(desk.is("a")).isEqualTo(new JobState.Failed(error, true, desk.now()));
  }

  @Test
  void anOutageIsWaitedOutLongerEachTime() {
    desk.hello("w1").submit("a");
    Duration waited = Duration.ZERO;
    for (int i = 0; i < 5; i++) {
      desk.failed("a", error(ErrorKind.DEPENDENCY));
      Duration wait = Duration.between(desk.now(), notBefore());
      assertThat(wait).isGreaterThan(waited);
      assertThat(desk.state().pendingReason(Desk.id("a"), desk.now()))
          .map(PendingReason::code)
          .contains(PendingReason.Code.BACKING_OFF);
      desk.beat("w1").pass(wait.minusMillis(1));
      assertThat(desk.is("a")).isInstanceOf(JobState.Queued.class);
      desk.pass(Duration.ofMillis(1));
      assertThat(desk.is("a")).isInstanceOf(JobState.Leased.class);
      waited = wait;
    }
  }

  @Test
  void aBackoffDoublesUpToItsMostAndIsCutByHalfAtMost() {
    assertThat(POLICY.backoff(1, 0)).isEqualTo(Duration.ofSeconds(1));
    assertThat(POLICY.backoff(4, 0)).isEqualTo(Duration.ofSeconds(8));
    assertThat(POLICY.backoff(4, 0.999)).isBetween(Duration.ofSeconds(4), Duration.ofMillis(4010));
    assertThat(POLICY.backoff(1_000, 0)).isEqualTo(Duration.ofMinutes(5));
  }

  @Test
  void anOutageThatDoesNotEndMakesADeadLetter() {
    desk.hello("w1").submit("a");
    for (int run = 1; run <= POLICY.maxOutages(); run++) {
      desk.beat("w1").failed("a", error(ErrorKind.DEPENDENCY));
      for (int beats = 0; beats < 20 && desk.is("a") instanceof JobState.Queued; beats++) {
        desk.beat("w1").pass(Duration.ofSeconds(20));
      }
    }
    assertThat(desk.is("a"))
        .isInstanceOfSatisfying(
            JobState.Failed.class, failed -> assertThat(failed.deadLetter()).isTrue());
  }

  @Test
  void ourOwnMistakeIsTriedOnceMore() {
    JobError error = error(ErrorKind.BUG);
    desk.hello("w1").submit("a").failed("a", error);
    assertThat(desk.is("a")).isInstanceOf(JobState.Leased.class);
    desk.failed("a", error);
    assertThat(desk.is("a")).isEqualTo(new JobState.Failed(error, true, desk.now()));
  }

  @Test
  void aJobThatTakesTwoWorkersWithItIsADeadLetterWithTheEvidence() {
    desk.submit("a");
    desk.hello("w1").started("a").pass(Desk.LEASE);
    desk.hello("w2").started("a").pass(Desk.LEASE);
    assertThat(desk.is("a"))
        .isInstanceOfSatisfying(
            JobState.Failed.class,
            failed -> {
              assertThat(failed.deadLetter()).isTrue();
              assertThat(failed.error().kind()).isEqualTo(ErrorKind.POISON);
              assertThat(failed.error().code()).isEqualTo("workers_died");
              assertThat(failed.error().message()).contains("2 workers", "w2#1", "lease_expired");
            });
    assertThat(desk.job("a").timeline()).extracting("reason").contains("w1#1", "w2#1");
  }

  @Test
  void aRunThatIsGivenBackForeverEndsAsADeadLetter() {
    desk.hello("w1").submit("a");
    for (int run = 1; run <= POLICY.maxRuns(); run++) {
      desk.stopped("a", Report.StopReason.LEASE_LOST);
    }
    assertThat(desk.is("a"))
        .isInstanceOfSatisfying(
            JobState.Failed.class,
            failed -> assertThat(failed.error().code()).isEqualTo("too_many_runs"));
  }

  @Test
  void aRetriedJobKeepsItsPlaceInTheQueue() {
    desk.hello("w1").submit("first").submit("second").failed("first", error(ErrorKind.POISON));
    assertThat(desk.holder("first")).isEqualTo(desk.worker("w1"));
  }

  @Test
  void aSettingThatMakesNoSenseIsRefusedByName() {
    assertThatThrownBy(
            () -> new RetryPolicy(3, 12, 2, 100, Duration.ofSeconds(5), Duration.ofSeconds(1)))
        .hasMessage("scheduler.retries.backoff-max is PT1S: use PT5S or more");
    assertThatThrownBy(() -> SchedulerPolicy.DEFAULT.withLease(Duration.ZERO))
        .hasMessage("scheduler.lease is PT0S: use a duration above zero, such as 30s");
  }

  private java.time.Instant notBefore() {
    return ((JobState.Queued) desk.is("a")).notBefore().orElseThrow();
  }

  private static JobError error(ErrorKind kind) {
    return new JobError(kind, "broke", "it broke", Optional.empty());
  }
}
