package dev.darkroom.scheduler.core.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.darkroom.job.ErrorKind;
import dev.darkroom.job.JobError;
import dev.darkroom.job.id.ModelRef;
import dev.darkroom.job.worker.Breaker;
import dev.darkroom.job.worker.Report;
import dev.darkroom.job.worker.WorkerRecord;
import dev.darkroom.scheduler.core.Desk;
import dev.darkroom.scheduler.core.dispatch.Dispatch;
import dev.darkroom.scheduler.core.policy.SchedulerPolicy;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Breakers by themselves; whom {@link Dispatch} then passes over is its own test's. */
class BreakersTest {
  private static final ModelRef NOOP = ModelRef.parse("noop");
  private static final Breaker.Policy POLICY =
      new Breaker.Policy(3, Duration.ofSeconds(20), Duration.ofSeconds(60));

  private final Desk desk =
      new Desk(SchedulerPolicy.DEFAULT.withLease(Desk.LEASE).with(POLICY)).hello("w1");

  @Test
  void failuresInARowOpenIt() {
    fail("a").fail("b");
    assertThat(admits()).isTrue();
    fail("c");
    assertThat(admits()).isFalse();
  }

  @Test
  void aSuccessInBetweenIsForgiveness() {
    fail("a").fail("b");
    desk.submit("good").succeeded("good");
    fail("c").fail("d");
    assertThat(admits()).isTrue();
  }

  @Test
  void aClientsMistakeSaysNothingOfTheWorker() {
    for (String job : new String[] {"a", "b", "c", "d"}) {
      desk.submit(job).failed(job, error(ErrorKind.CLIENT));
    }
    assertThat(worker().breakers()).isEmpty();
  }

  @Test
  void afterItsTimeOneTrialTells() {
    fail("a").fail("b").fail("c");
    later(Duration.ofSeconds(20));
    assertThat(admits()).isTrue();

    desk.submit("trial").succeeded("trial");

    assertThat(worker().breakers()).isEmpty();
  }

  @Test
  void aTrialThatFailsOpensItForTwiceAsLongUpToItsMost() {
    fail("a").fail("b").fail("c");
    for (int seconds : new int[] {20, 40, 60, 60}) {
      later(Duration.ofSeconds(seconds).minusMillis(1));
      assertThat(admits()).as("before %s s", seconds).isFalse();
      later(Duration.ofMillis(1));
      assertThat(admits()).as("after %s s", seconds).isTrue();
      fail("trial of " + seconds + desk.now());
    }
  }

  @Test
  void anotherModelIsNotBlamed() {
    fail("a").fail("b").fail("c");
    assertThat(Breakers.admits(worker(), ModelRef.parse("shapes-ldm@1"), desk.now())).isTrue();
  }

  @Test
  void aSchedulerThatTakesOverKnowsIt() {
    fail("a").fail("b").fail("c");
    desk.takeOver();
    assertThat(admits()).isFalse();
  }

  @Test
  void aWorkerThatStartsAnewBeginsWithout() {
    fail("a").fail("b").fail("c");
    desk.hello("w1");
    assertThat(worker().breakers()).isEmpty();
  }

  @Test
  void aSettingThatMakesNoSenseIsRefusedByName() {
    assertThatThrownBy(() -> new Breaker.Policy(0, Duration.ofSeconds(1), Duration.ofSeconds(1)))
        .hasMessage("scheduler.breaker-failures is 0: use 1 or more");
  }

  private BreakersTest fail(String job) {
    // A lease is known by when it began, and so the next one begins later.
    desk.pass(Duration.ofMillis(1)).submit(job).failed(job, error(ErrorKind.BUG));
    // A bug is tried once more; the cancel ends that, and says nothing of the worker.
    desk.cancel(job);
    if (desk.is(job).currentEpoch().isPresent()) {
      desk.stopped(job, Report.StopReason.CANCELED);
    }
    return this;
  }

  private void later(Duration time) {
    for (Duration left = time; left.isPositive(); ) {
      Duration step = left.compareTo(Duration.ofSeconds(10)) < 0 ? left : Duration.ofSeconds(10);
      desk.pass(step).beat("w1");
      left = left.minus(step);
    }
  }

  private boolean admits() {
    return Breakers.admits(worker(), NOOP, desk.now());
  }

  private WorkerRecord worker() {
    return desk.state().seat("w1").orElseThrow().record();
  }

  private static JobError error(ErrorKind kind) {
    return JobError.of(kind, "broke", "it broke");
  }
}
