package dev.darkroom.scheduler.core.run;

import static dev.darkroom.scheduler.core.state.Rejection.Reason.DUPLICATE;
import static dev.darkroom.scheduler.core.state.Rejection.Reason.STALE_EPOCH;
import static dev.darkroom.scheduler.core.state.Rejection.Reason.STALE_INCARNATION;
import static dev.darkroom.scheduler.core.state.Rejection.Reason.UNKNOWN_JOB;
import static dev.darkroom.scheduler.core.state.Rejection.Reason.UNKNOWN_WORKER;
import static dev.darkroom.scheduler.core.state.Rejection.Reason.WORKER_GONE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.job.JobState;
import dev.darkroom.job.Tries;
import dev.darkroom.job.id.Epoch;
import dev.darkroom.job.id.RunRef;
import dev.darkroom.job.id.WorkerId;
import dev.darkroom.job.spec.JobKind;
import dev.darkroom.job.worker.Assignment;
import dev.darkroom.job.worker.Grant;
import dev.darkroom.job.worker.Report;
import dev.darkroom.job.worker.WorkerState;
import dev.darkroom.scheduler.core.Desk;
import dev.darkroom.scheduler.core.policy.SchedulerPolicy;
import dev.darkroom.scheduler.core.state.SchedulerState;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RunsTest {
  private static final Duration THIRD = Desk.LEASE.dividedBy(3);

  private final Desk desk = new Desk();

  @Test
  void anIdleWorkerIsGivenTheWaitingJobUnderItsFirstEpoch() {
    desk.submit("a").hello("w1");
    assertThat(desk.told())
        .containsExactly(
            new Assignment.Run(
                desk.worker("w1"),
                List.of(
                    new Grant(
                        desk.job("a").header(),
                        desk.job("a").spec(),
                        Epoch.of(1),
                        Optional.empty())),
                Desk.LEASE));
    assertThat(desk.isWorker("w1"))
        .isEqualTo(new WorkerState.Busy(List.of(desk.run("a")), desk.now()));
  }

  @Test
  void theHigherPriorityGoesFirstThenTheOlder() {
    desk.submit("old", 5).submit("young", 5).submit("urgent", 9).hello("w1");
    assertThat(desk.holder("urgent")).isEqualTo(desk.worker("w1"));
    desk.succeeded("urgent");
    assertThat(desk.holder("old")).isEqualTo(desk.worker("w1"));
    desk.succeeded("old");
    assertThat(desk.holder("young")).isEqualTo(desk.worker("w1"));
  }

  @Test
  void aWorkerIsGivenOnlyKindsThatItRuns() {
    desk.submit(Desk.header("picture", 9, JobKind.GENERATION), "x").submit("drill", 0);
    desk.hello("w1", Set.of(JobKind.NOOP));
    assertThat(desk.is("picture")).isInstanceOf(JobState.Queued.class);
    assertThat(desk.is("drill")).isInstanceOf(JobState.Leased.class);
  }

  @Test
  void aRunGoesFromLeasedOverRunningToSucceededAndFreesItsWorker() {
    desk.hello("w1").submit("a").started("a");
    assertThat(desk.is("a")).isInstanceOf(JobState.Running.class);
    desk.succeeded("a");
    assertThat(desk.is("a")).isInstanceOf(JobState.Succeeded.class);
    assertThat(desk.isWorker("w1")).isEqualTo(new WorkerState.Idle(desk.now()));
    assertThat(desk.job("a").timeline())
        .extracting("what")
        .containsExactly("queued", "leased", "running", "stored");
  }

  @Test
  void aSuccessWhoseStartWasLostCountsAsStarted() {
    desk.hello("w1").submit("a").succeeded("a");
    assertThat(desk.happened()).containsExactly("RunStarted", "Succeeded");
  }

  @Test
  void aHeartbeatRenewsTheLeaseAndIsAcknowledgedByItsSequence() {
    desk.hello("w1").submit("a").started("a");
    for (int i = 1; i <= 10; i++) {
      desk.pass(THIRD).beat("w1");
      assertThat(desk.told()).containsExactly(new Assignment.LeaseRenewed(desk.worker("w1"), i));
    }
    assertThat(desk.is("a")).isInstanceOf(JobState.Running.class);
  }

  @Test
  void aHeartbeatThatTellsNothingNewWritesNoState() {
    desk.hello("w1").pass(THIRD).beat("w1");
    assertThat(desk.last().changes()).isEmpty();
  }

  @Test
  void aSilentWorkerIsTakenForDeadAndItsJobRunsElsewhereUnderTheNextEpoch() {
    desk.hello("w1").submit("a").started("a").hello("w2");
    desk.pass(THIRD).beat("w2").pass(THIRD.multipliedBy(2));
    assertThat(desk.isWorker("w1")).isEqualTo(new WorkerState.Gone("lease_expired", desk.now()));
    assertThat(desk.is("a"))
        .isEqualTo(
            new JobState.Leased(new Tries(0, 1), Epoch.of(2), desk.worker("w2"), desk.now()));
  }

  @Test
  void noLeaseExpiresWhileReportsAreUnread() {
    desk.hello("w1").submit("a").started("a").passUnread(Desk.LEASE.multipliedBy(10));
    assertThat(desk.is("a")).isInstanceOf(JobState.Running.class);
    desk.beat("w1").pass(THIRD);
    assertThat(desk.is("a")).isInstanceOf(JobState.Running.class);
  }

  @Test
  void aWorkerThatWakesAfterItsLeaseEndedCannotCommit() {
    desk.hello("w1").submit("a").started("a");
    RunRef first = desk.run("a");
    WorkerId zombie = desk.holder("a");
    desk.pass(Desk.LEASE).hello("w2").succeeded(zombie, first);
    assertThat(desk.rejected()).containsExactly(STALE_EPOCH);
    assertThat(desk.is("a")).isInstanceOf(JobState.Leased.class);
    desk.succeeded("a").succeeded(zombie, first);
    assertThat(desk.rejected()).containsExactly(STALE_EPOCH);
    assertThat(desk.is("a"))
        .isEqualTo(
            new JobState.Succeeded(
                Epoch.of(2), ((JobState.Succeeded) desk.is("a")).manifest(), desk.now()));
  }

  @Test
  void aZombieThatStartsItsRunIsToldToStopIt() {
    desk.hello("w1").submit("a");
    RunRef first = desk.run("a");
    WorkerId zombie = desk.holder("a");
    desk.pass(Desk.LEASE).report(new Report.RunStarted(zombie, first));
    assertThat(desk.told()).containsExactly(new Assignment.CancelRun(zombie, first, "stale_epoch"));
    assertThat(desk.rejected()).containsExactly(STALE_EPOCH);
  }

  @Test
  void aSuccessToldTwiceCountsOnce() {
    desk.hello("w1").submit("a").started("a");
    RunRef run = desk.run("a");
    desk.succeeded("a").succeeded(desk.worker("w1"), run);
    assertThat(desk.rejected()).containsExactly(DUPLICATE);
    assertThat(desk.last().events()).isEmpty();
  }

  @Test
  void aRunOfAJobThatNobodyKnowsIsRejected() {
    desk.hello("w1").succeeded(desk.worker("w1"), new RunRef(Desk.id("ghost"), Epoch.of(1)));
    assertThat(desk.rejected()).containsExactly(UNKNOWN_JOB);
  }

  @Test
  void aNewIncarnationReleasesTheOldOnesRunAtOnce() {
    desk.hello("w1").submit("a").started("a").hello("w1");
    assertThat(desk.happened()).containsExactly("Requeued", "LeaseGranted");
    assertThat(desk.is("a"))
        .isEqualTo(
            new JobState.Leased(new Tries(0, 1), Epoch.of(2), new WorkerId("w1", 2), desk.now()));
    assertThat(desk.job("a").timeline()).extracting("reason").contains("worker_restarted");
  }

  @Test
  void aHelloReadTwiceChangesNothing() {
    desk.hello("w1").submit("a");
    desk.report(hello(desk.worker("w1")));
    assertThat(desk.rejected()).containsExactly(DUPLICATE);
    assertThat(desk.is("a")).isInstanceOf(JobState.Leased.class);
  }

  @Test
  void anOlderIncarnationIsToldToLeave() {
    WorkerId old = new WorkerId("w1", 0);
    desk.hello("w1").report(hello(old));
    assertThat(desk.rejected()).containsExactly(STALE_INCARNATION);
    assertThat(desk.told()).containsExactly(new Assignment.Drain(old));
    RunRef run = new RunRef(Desk.id("a"), Epoch.of(1));
    desk.report(new Report.Heartbeat(old, 9, List.of(run), List.of(), false));
    assertThat(desk.told())
        .containsExactly(
            new Assignment.CancelRun(old, run, "stale_incarnation"), new Assignment.Drain(old));
  }

  @Test
  void aWorkerThatNobodyKnowsIsToldToSayHelloAgain() {
    desk.beat("w9");
    assertThat(desk.told()).containsExactly(new Assignment.HelloAgain(desk.worker("w9")));
    assertThat(desk.rejected()).containsExactly(UNKNOWN_WORKER);
  }

  @Test
  void aWorkerThatWasTakenForDeadIsToldToSayHelloAgain() {
    desk.hello("w1").pass(Desk.LEASE).beat("w1");
    assertThat(desk.told()).containsExactly(new Assignment.HelloAgain(desk.worker("w1")));
    assertThat(desk.rejected()).containsExactly(WORKER_GONE);
  }

  @Test
  void anAssignmentThatWasLostIsSaidAgainUnderTheSameEpoch() {
    desk.hello("w1").submit("a").beat("w1", List.of());
    assertThat(desk.told()).as("it may have crossed the heartbeat").hasSize(1);
    desk.beat("w1", List.of());
    assertThat(desk.told())
        .contains(
            new Assignment.Run(
                desk.worker("w1"),
                List.of(
                    new Grant(
                        desk.job("a").header(),
                        desk.job("a").spec(),
                        Epoch.of(1),
                        Optional.empty())),
                Desk.LEASE));
    desk.beat("w1").beat("w1", List.of());
    assertThat(desk.told()).as("named once, the count begins anew").hasSize(1);
  }

  @Test
  void aWorkerThatNeverTakesItsRunUpIsToldToJoinAnewAndKeepsTheRunUntilItHas() {
    desk.hello("w1").submit("a");
    giveUp("w1");
    assertThat(desk.told()).containsExactly(new Assignment.HelloAgain(desk.worker("w1")));
    assertThat(desk.holder("a"))
        .as("the last assignment may be on its way")
        .isEqualTo(new WorkerId("w1", 1));
    desk.hello("w1");
    assertThat(desk.is("a"))
        .isEqualTo(new JobState.Leased(Tries.NONE, Epoch.of(2), desk.worker("w1"), desk.now()));
    assertThat(desk.job("a").timeline()).extracting("reason").contains("run_lost");
  }

  @Test
  void aWorkerThatNeverTakesItsRunUpAndNeverJoinsAnewLosesItWithItsLeaseUncounted() {
    desk.hello("w1").submit("a");
    giveUp("w1");
    desk.pass(THIRD).beat("w1", List.of());
    assertThat(desk.told()).containsExactly(new Assignment.HelloAgain(desk.worker("w1")));
    desk.pass(THIRD.multipliedBy(2));
    assertThat(desk.isWorker("w1")).isEqualTo(new WorkerState.Gone("run_lost", desk.now()));
    assertThat(desk.is("a"))
        .isEqualTo(new JobState.Queued(Tries.NONE, Epoch.of(1), desk.now(), Optional.empty()));
  }

  @Test
  void aHeartbeatThatNamesAnotherRunIsToldToStopIt() {
    RunRef stray = new RunRef(Desk.id("b"), Epoch.of(4));
    desk.hello("w1").beat("w1", List.of(stray));
    assertThat(desk.told())
        .contains(new Assignment.CancelRun(desk.worker("w1"), stray, "stale_epoch"));
  }

  @Test
  void aDrainingWorkerFinishesAndIsGivenNothingMore() {
    desk.hello("w1").submit("a").submit("b").started("a").drainingBeat("w1").succeeded("a");
    assertThat(desk.is("a")).isInstanceOf(JobState.Succeeded.class);
    assertThat(desk.is("b")).isInstanceOf(JobState.Queued.class);
    assertThat(desk.isWorker("w1")).isEqualTo(new WorkerState.Draining(List.of(), desk.now()));
    desk.goodbye("w1");
    assertThat(desk.isWorker("w1")).isEqualTo(new WorkerState.Gone("worker_drained", desk.now()));
  }

  @Test
  void aRunThatAStoppingWorkerGivesBackWaitsAgainAndCountsNothing() {
    desk.hello("w1").submit("a").started("a").stopped("a", Report.StopReason.WORKER_STOPPING);
    assertThat(desk.is("a"))
        .isEqualTo(new JobState.Queued(Tries.NONE, Epoch.of(1), desk.now(), Optional.empty()));
    assertThat(desk.isWorker("w1")).isEqualTo(new WorkerState.Draining(List.of(), desk.now()));
  }

  @Test
  void aGoodbyeInTheMiddleOfARunGivesItBack() {
    desk.hello("w1").submit("a").goodbye("w1").hello("w2");
    assertThat(desk.holder("a")).isEqualTo(desk.worker("w2"));
    assertThat(((JobState.Leased) desk.is("a")).tries()).isEqualTo(Tries.NONE);
  }

  @Test
  void aTakeOverForgetsNothingAndGrantsEveryLeaseItsFullLength() {
    desk.hello("w1").submit("a").submit("b").started("a");
    SchedulerState before = desk.state();
    desk.passUnread(Desk.LEASE.minusSeconds(1)).takeOver();
    assertThat(desk.state().jobs()).isEqualTo(before.jobs());
    assertThat(desk.state().pools()).isEqualTo(before.pools());
    desk.pass(Desk.LEASE.minusSeconds(1));
    assertThat(desk.is("a")).isInstanceOf(JobState.Running.class);
    desk.pass(Duration.ofSeconds(1));
    assertThat(desk.is("a")).isInstanceOf(JobState.Queued.class);
  }

  private void giveUp(String worker) {
    for (int i = 0; i <= SchedulerPolicy.DEFAULT.maxMissed(); i++) {
      desk.beat(worker, List.of());
    }
  }

  private static Report.Hello hello(WorkerId worker) {
    return new Report.Hello(
        worker,
        dev.darkroom.job.pool.PoolRecord.DEFAULT,
        new dev.darkroom.job.worker.Capabilities(
            Set.of(JobKind.values()), "cpu", 1, java.util.Map.of()));
  }
}
