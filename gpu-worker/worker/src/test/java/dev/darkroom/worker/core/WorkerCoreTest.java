package dev.darkroom.worker.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.job.Checkpoint;
import dev.darkroom.job.ErrorKind;
import dev.darkroom.job.JobError;
import dev.darkroom.job.id.Digest;
import dev.darkroom.job.id.ModelRef;
import dev.darkroom.job.id.RunRef;
import dev.darkroom.job.id.WorkerId;
import dev.darkroom.job.worker.Assignment;
import dev.darkroom.job.worker.Grant;
import dev.darkroom.job.worker.Report;
import dev.darkroom.job.worker.Report.StopReason;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WorkerCoreTest {

  @Test
  void itSaysHelloOnlyOnceItsAssignmentsAreRead() {
    Rehearsal worker = new Rehearsal();
    assertThat(worker.effects).containsExactly(new Effect.Join(new WorkerId("w", 100)));
    worker.hear(new WorkerEvent.FeedOpen(worker.state.id()));
    assertThat(worker.reports()).hasSize(1).first().isInstanceOf(Report.Hello.class);
    worker.deliver(Report.Hello.class);
    assertThat(worker.state.life()).isEqualTo(new Life.Serving());
  }

  @Test
  void aHelloThatIsLostIsSaidAgainAfterAPauseAndNotForever() {
    Rehearsal worker = new Rehearsal().hear(new WorkerEvent.FeedOpen(new WorkerId("w", 100)));
    worker.lose(Report.Hello.class);
    assertThat(worker.reports(Report.Hello.class)).hasSize(1);
    worker.pass(Rehearsal.TIMING.resendPause());
    assertThat(worker.reports(Report.Hello.class)).hasSize(2);
    for (int i = 0; i < LifeRules.MAX_HELLOS; i++) {
      worker.lose(Report.Hello.class).pass(Rehearsal.TIMING.resendPause());
    }
    assertThat(worker.reports(Report.Hello.class)).hasSize(LifeRules.MAX_HELLOS);
    assertThat(worker.effects(Effect.Abort.class))
        .extracting(Effect.Abort::code)
        .containsExactly("log_unavailable");
  }

  @Test
  void itBeatsEveryThirdOfTheLeaseAndNamesWhatItRuns() {
    Rehearsal worker = Rehearsal.serving();
    int before = worker.reports(Report.Heartbeat.class).size();
    Assignment.Run lease = worker.grant(1);
    worker.passRenewed(Duration.ofSeconds(60));
    assertThat(worker.reports(Report.Heartbeat.class)).hasSize(before + 6);
    assertThat(worker.last(Report.Heartbeat.class).runs()).containsExactly(Rehearsal.run(lease));
    assertThat(worker.reports(Report.Heartbeat.class))
        .extracting(Report.Heartbeat::sequence)
        .isSorted()
        .doesNotHaveDuplicates();
  }

  @Test
  void aLeaseIsRunReportedAndDone() {
    Rehearsal worker = Rehearsal.serving();
    Assignment.Run lease = worker.grant(1);
    assertThat(worker.effects(Effect.Launch.class))
        .containsExactly(new Effect.Launch(lease.grants()));
    worker
        .hear(new WorkerEvent.RunTold(Rehearsal.run(lease), new RunNews.Began()))
        .end(lease, Rehearsal.success());
    assertThat(worker.reports())
        .endsWith(
            new Report.RunStarted(worker.state.id(), Rehearsal.run(lease)),
            Rehearsal.success()
                .report(worker.state.id(), Rehearsal.run(lease), java.util.Optional.empty()));
    worker.deliver(Report.RunSucceeded.class);
    assertThat(worker.state.place()).isEqualTo(Place.FREE);
  }

  @Test
  void aGrantThatComesTwiceRunsOnce() {
    Rehearsal worker = Rehearsal.serving();
    worker.told(worker.grant(1));
    assertThat(worker.effects(Effect.Launch.class)).hasSize(1);
  }

  @Test
  void aLostLeaseStopsTheRunBeforeTheSchedulerCanGiveItAway() {
    Rehearsal worker = Rehearsal.serving();
    Assignment.Run lease = worker.grant(1);
    worker.pass(Rehearsal.LEASE.multipliedBy(9).dividedBy(10).minusMillis(1));
    assertThat(worker.effects(Effect.Halt.class)).isEmpty();
    worker.pass(Duration.ofMillis(1));
    assertThat(worker.effects(Effect.Halt.class))
        .containsExactly(new Effect.Halt(Rehearsal.run(lease)));
    worker.end(lease, new RunOutcome.Stopped());
    assertThat(worker.last(Report.RunStopped.class).reason()).isEqualTo(StopReason.LEASE_LOST);
  }

  @Test
  void whatComesIntoMemoryIsToldAtOnceAndWhatStaysOnlyWithTheNextHeartbeat() {
    Rehearsal worker = Rehearsal.serving();
    int before = worker.reports(Report.Heartbeat.class).size();

    worker.hear(new WorkerEvent.ModelsHeld(List.of("a@1")));
    assertThat(worker.reports(Report.Heartbeat.class)).hasSize(before + 1);
    assertThat(worker.last(Report.Heartbeat.class).models()).containsExactly("a@1");

    worker.hear(new WorkerEvent.ModelsHeld(List.of("a@1")));
    assertThat(worker.reports(Report.Heartbeat.class)).hasSize(before + 1);
  }

  @Test
  void renewalsKeepALeaseForAsLongAsTheyCome() {
    Rehearsal worker = Rehearsal.serving();
    worker.grant(1);
    worker.passRenewed(Duration.ofHours(2));
    assertThat(worker.effects(Effect.Halt.class)).isEmpty();
    worker.pass(Rehearsal.LEASE);
    assertThat(worker.effects(Effect.Halt.class)).hasSize(1);
  }

  @Test
  void aProcessThatWasFrozenPastItsLeaseStopsWhenItWakes() {
    Rehearsal worker = Rehearsal.serving();
    Assignment.Run lease = worker.grant(1);
    worker.freeze(Duration.ofMinutes(3));
    worker.end(lease, new RunOutcome.Stopped());
    assertThat(worker.last(Report.RunStopped.class).reason()).isEqualTo(StopReason.LEASE_LOST);
  }

  @Test
  void aCanceledRunIsToldToStopOnceAndReportsWhy() {
    Rehearsal worker = Rehearsal.serving();
    Assignment.Run lease = worker.grant(1);
    var cancel = new Assignment.CancelRun(worker.state.id(), Rehearsal.run(lease), "by client");
    worker.told(cancel).told(cancel);
    assertThat(worker.effects(Effect.Halt.class)).hasSize(1);
    worker.end(lease, new RunOutcome.Stopped());
    assertThat(worker.last(Report.RunStopped.class).reason()).isEqualTo(StopReason.CANCELED);
  }

  @Test
  void aCancelOfAnotherRunChangesNothing() {
    Rehearsal worker = Rehearsal.serving();
    worker.grant(1);
    Assignment.Run other = Rehearsal.lease(worker.state.id(), 2, 1);
    worker.told(new Assignment.CancelRun(worker.state.id(), Rehearsal.run(other), "by client"));
    assertThat(worker.effects(Effect.Halt.class)).isEmpty();
  }

  @Test
  void aRunThatWasFasterThanItsCancelReportsItsResult() {
    Rehearsal worker = Rehearsal.serving();
    Assignment.Run lease = worker.grant(1);
    worker.told(new Assignment.CancelRun(worker.state.id(), Rehearsal.run(lease), "by client"));
    worker.end(lease, Rehearsal.success());
    assertThat(worker.reports(Report.RunSucceeded.class)).hasSize(1);
  }

  @Test
  void aTrainingThatIsToYieldMaySaveFirstAndReportsThatItYielded() {
    Rehearsal worker = Rehearsal.serving();
    Assignment.Run lease = worker.grantTraining(1);
    var told = new Assignment.YieldRun(worker.state.id(), Rehearsal.run(lease), "by client");
    worker.told(told).told(told);
    assertThat(worker.effects(Effect.Yield.class))
        .containsExactly(new Effect.Yield(Rehearsal.run(lease)));
    assertThat(worker.effects(Effect.Halt.class)).isEmpty();
    worker.end(lease, new RunOutcome.Stopped());
    assertThat(worker.last(Report.RunStopped.class).reason()).isEqualTo(StopReason.YIELDED);
  }

  @Test
  void aRunThatDoesNotYieldInTimeIsStopped() {
    Rehearsal worker = Rehearsal.serving();
    Assignment.Run lease = worker.grantTraining(1);
    worker.told(new Assignment.YieldRun(worker.state.id(), Rehearsal.run(lease), "by client"));
    worker.passRenewed(Rehearsal.TIMING.stopGrace());
    assertThat(worker.effects(Effect.Halt.class)).hasSize(1);
    worker.end(lease, new RunOutcome.Stopped());
    assertThat(worker.last(Report.RunStopped.class).reason()).isEqualTo(StopReason.YIELDED);
  }

  @Test
  void aRunThatLosesItsLeaseWhileItYieldsStopsAtOnce() {
    Rehearsal worker = Rehearsal.serving();
    Assignment.Run lease = worker.grantTraining(1);
    worker.told(new Assignment.YieldRun(worker.state.id(), Rehearsal.run(lease), "by client"));
    worker.pass(Rehearsal.LEASE);
    worker.end(lease, new RunOutcome.Stopped());
    assertThat(worker.last(Report.RunStopped.class).reason()).isEqualTo(StopReason.LEASE_LOST);
  }

  @Test
  void aTrainingThatFailsWhileItYieldsHasFailed() {
    Rehearsal worker = Rehearsal.serving();
    Assignment.Run lease = worker.grantTraining(1);
    worker.told(new Assignment.YieldRun(worker.state.id(), Rehearsal.run(lease), "by client"));
    worker.end(lease, new RunOutcome.Failed(RunOutcome.STOPPED_UNASKED));
    assertThat(worker.reports(Report.RunFailed.class)).hasSize(1);
  }

  @Test
  void aTrainingMaySaveBeforeADrainedWorkerLeavesAndAnyOtherRunIsStopped() {
    Rehearsal teacher = Rehearsal.serving();
    Assignment.Run lease = teacher.grantTraining(1);
    teacher.hear(new WorkerEvent.StopAsked());
    assertThat(teacher.effects(Effect.Yield.class)).hasSize(1);
    assertThat(teacher.effects(Effect.Halt.class)).isEmpty();
    teacher.end(lease, new RunOutcome.Stopped());
    assertThat(teacher.last(Report.RunStopped.class).reason())
        .isEqualTo(StopReason.WORKER_STOPPING);

    Rehearsal painter = Rehearsal.serving();
    painter.grant(1);
    painter.hear(new WorkerEvent.StopAsked());
    assertThat(painter.effects(Effect.Halt.class)).hasSize(1);
  }

  @Test
  void whatARunTellsIsReportedWhileItHoldsItsLease() {
    Rehearsal worker = Rehearsal.serving();
    Assignment.Run lease = worker.grantTraining(1);
    RunRef run = Rehearsal.run(lease);
    Checkpoint checkpoint =
        new Checkpoint(run.epoch(), 50, "a/checkpoint.json", Digest.of(new byte[] {1}));
    worker.hear(new WorkerEvent.RunTold(run, new RunNews.Checkpointed(checkpoint)));
    assertThat(worker.last(Report.Checkpointed.class).checkpoint()).isEqualTo(checkpoint);
    worker.end(lease, new RunOutcome.Stopped()).deliver(Report.RunFailed.class);
    worker.hear(new WorkerEvent.RunTold(run, new RunNews.Checkpointed(checkpoint)));
    assertThat(worker.reports(Report.Checkpointed.class)).hasSize(1);
  }

  @Test
  void anOutcomeThatIsLostIsSentAgainAndItsLeaseIsRenewedMeanwhile() {
    Rehearsal worker = Rehearsal.serving();
    Assignment.Run lease = worker.grant(1);
    worker.end(lease, Rehearsal.success()).lose(Report.RunSucceeded.class);
    worker.pass(Rehearsal.TIMING.resendPause());
    assertThat(worker.reports(Report.RunSucceeded.class)).hasSize(2);
    worker.pass(Rehearsal.LEASE.dividedBy(3));
    assertThat(worker.last(Report.Heartbeat.class).runs()).containsExactly(Rehearsal.run(lease));
    worker.deliver(Report.RunSucceeded.class).pass(Rehearsal.LEASE.dividedBy(3));
    assertThat(worker.last(Report.Heartbeat.class).runs()).isEmpty();
  }

  @Test
  void anOutcomeIsNotSentForever() {
    Rehearsal worker = Rehearsal.serving();
    worker.end(worker.grant(1), Rehearsal.success());
    for (int i = 0; i < RunRules.MAX_OUTCOMES; i++) {
      worker.lose(Report.RunSucceeded.class).pass(Rehearsal.TIMING.resendPause());
    }
    assertThat(worker.reports(Report.RunSucceeded.class)).hasSize(RunRules.MAX_OUTCOMES);
    assertThat(worker.state.place()).isEqualTo(Place.FREE);
  }

  @Test
  void aGrantMayOvertakeTheAcknowledgementOfTheOutcomeBeforeIt() {
    Rehearsal worker = Rehearsal.serving();
    worker.end(worker.grant(1), Rehearsal.success());
    Assignment.Run next = worker.grant(2);
    worker.deliver(Report.RunSucceeded.class);
    assertThat(worker.state.place().members())
        .containsExactly(new RunState.Running(next.grants().getFirst()));
  }

  @Test
  void aGrantForABusyPlaceStopsTheOldRunAndReturnsTheNewOne() {
    Rehearsal worker = Rehearsal.serving();
    Assignment.Run old = worker.grant(1);
    Assignment.Run fresh = worker.grant(2);
    assertThat(worker.effects(Effect.Halt.class))
        .containsExactly(new Effect.Halt(Rehearsal.run(old)));
    assertThat(worker.last(Report.RunStopped.class).run()).isEqualTo(Rehearsal.run(fresh));
  }

  @Test
  void aFailureCarriesItsError() {
    Rehearsal worker = Rehearsal.serving();
    JobError error = JobError.of(ErrorKind.CLIENT, "model_not_found", "no model 'x'");
    worker.end(worker.grant(1), new RunOutcome.Failed(error));
    assertThat(worker.last(Report.RunFailed.class).error()).isEqualTo(error);
  }

  @Test
  void aDrainFinishesTheRunAndThenSaysGoodbye() {
    Rehearsal worker = Rehearsal.serving();
    Assignment.Run lease = worker.grant(1);
    worker.hear(new WorkerEvent.DrainAsked()).passRenewed(Duration.ofMinutes(4));
    assertThat(worker.effects(Effect.Halt.class)).isEmpty();
    assertThat(worker.last(Report.Heartbeat.class).draining()).isTrue();
    worker.end(lease, Rehearsal.success());
    assertThat(worker.reports(Report.Goodbye.class)).isEmpty();
    worker.deliver(Report.RunSucceeded.class);
    assertThat(worker.reports(Report.Goodbye.class)).hasSize(1);
    worker.deliver(Report.Goodbye.class);
    assertThat(worker.effects).endsWith(new Effect.Close());
  }

  @Test
  void aDrainingWorkerReturnsAnyNewLease() {
    Rehearsal worker = Rehearsal.serving();
    worker.grant(1);
    worker.hear(new WorkerEvent.DrainAsked());
    Assignment.Run late = worker.grant(2);
    assertThat(worker.last(Report.RunStopped.class))
        .isEqualTo(
            new Report.RunStopped(
                worker.state.id(), Rehearsal.run(late), StopReason.WORKER_STOPPING));
  }

  @Test
  void aDrainThatTakesTooLongStopsTheRun() {
    Rehearsal worker = Rehearsal.serving();
    Assignment.Run lease = worker.grant(1);
    worker.hear(new WorkerEvent.DrainAsked());
    worker.passRenewed(Rehearsal.TIMING.drainLimit().plusSeconds(1));
    worker.end(lease, new RunOutcome.Stopped());
    assertThat(worker.last(Report.RunStopped.class).reason()).isEqualTo(StopReason.WORKER_STOPPING);
  }

  @Test
  void aDrainThatTheSchedulerAskedForHasNoLimit() {
    Rehearsal worker = Rehearsal.serving();
    worker.grant(1);
    worker.told(new Assignment.Drain(worker.state.id())).passRenewed(Duration.ofHours(1));
    assertThat(worker.effects(Effect.Halt.class)).isEmpty();
  }

  @Test
  void anOrderToStopEndsTheRunAtOnceAndLeavesEvenWithoutALog() {
    Rehearsal worker = Rehearsal.serving();
    Assignment.Run lease = worker.grant(1);
    worker.hear(new WorkerEvent.DrainAsked()).hear(new WorkerEvent.StopAsked());
    assertThat(worker.effects(Effect.Halt.class)).hasSize(1);
    worker.end(lease, new RunOutcome.Stopped());
    assertThat(worker.last(Report.RunStopped.class).reason()).isEqualTo(StopReason.WORKER_STOPPING);
    worker.pass(Rehearsal.TIMING.farewell().multipliedBy(2).plusSeconds(1));
    assertThat(worker.effects).endsWith(new Effect.Close());
    assertThat(worker.core.wakeAt(worker.state)).isEmpty();
  }

  @Test
  void whoIsTakenForDeadDropsItsRunAndJoinsAsANewIncarnation() {
    Rehearsal worker = Rehearsal.serving();
    Assignment.Run lease = worker.grant(1);
    worker.told(new Assignment.HelloAgain(worker.state.id()));
    assertThat(worker.effects(Effect.Halt.class)).hasSize(1);
    assertThat(worker.effects(Effect.Join.class)).hasSize(1); // not before the run has ended
    worker.end(lease, Rehearsal.success());
    assertThat(worker.reports(Report.RunSucceeded.class)).isEmpty();
    assertThat(worker.effects(Effect.Join.class))
        .extracting(Effect.Join::id)
        .containsExactly(new WorkerId("w", 100), new WorkerId("w", 101));
    worker.hear(new WorkerEvent.FeedOpen(worker.state.id())).deliver(Report.Hello.class);
    assertThat(worker.last(Report.Hello.class).worker()).isEqualTo(new WorkerId("w", 101));
    worker.grant(2);
    assertThat(worker.state.place().members()).singleElement().isInstanceOf(RunState.Running.class);
  }

  @Test
  void whatIsSaidToAnEarlierIncarnationIsNotHeard() {
    Rehearsal worker = Rehearsal.serving();
    worker.told(Rehearsal.lease(new WorkerId("w", 99), 1, 1));
    worker.told(new Assignment.HelloAgain(new WorkerId("w", 99)));
    assertThat(worker.effects(Effect.Launch.class)).isEmpty();
    assertThat(worker.state.life()).isEqualTo(new Life.Serving());
  }

  @Test
  void aRunThatIgnoresItsOrderTakesTheProcessDown() {
    Rehearsal worker = Rehearsal.serving();
    Assignment.Run lease = worker.grant(1);
    worker.told(new Assignment.CancelRun(worker.state.id(), Rehearsal.run(lease), "by client"));
    worker.passRenewed(Rehearsal.TIMING.stopGrace().plusSeconds(1));
    assertThat(worker.effects(Effect.Abort.class))
        .extracting(Effect.Abort::code)
        .containsExactly("run_hangs");
  }

  @Test
  void aGrantMayOvertakeTheAcknowledgementOfTheHello() {
    Rehearsal worker = new Rehearsal().hear(new WorkerEvent.FeedOpen(new WorkerId("w", 100)));
    worker.grant(1);
    assertThat(worker.effects(Effect.Launch.class)).hasSize(1);
    worker.deliver(Report.Hello.class);
    assertThat(worker.state.place().members()).singleElement().isInstanceOf(RunState.Running.class);
  }

  @Test
  void aLeaseOfSeveralJobsIsOneBatchWhoseHeartbeatsNameAllOfIt() {
    Rehearsal worker = Rehearsal.serving();
    Assignment.Run lease = worker.grantBatch(1, 2, 3);
    assertThat(worker.effects(Effect.Launch.class))
        .containsExactly(new Effect.Launch(lease.grants()));
    worker.passRenewed(Rehearsal.LEASE.multipliedBy(3));
    assertThat(worker.last(Report.Heartbeat.class).runs()).isEqualTo(runs(lease));
    assertThat(worker.effects(Effect.Halt.class)).isEmpty();
  }

  @Test
  void aCanceledMemberLeavesAndTheOthersGoOn() {
    Rehearsal worker = Rehearsal.serving();
    List<RunRef> runs = runs(worker.grantBatch(1, 2, 3));
    worker.told(new Assignment.CancelRun(worker.state.id(), runs.get(1), "by client"));
    assertThat(worker.effects(Effect.Halt.class)).containsExactly(new Effect.Halt(runs.get(1)));
    worker.end(runs.get(1), new RunOutcome.Stopped());
    assertThat(worker.last(Report.RunStopped.class))
        .isEqualTo(new Report.RunStopped(worker.state.id(), runs.get(1), StopReason.CANCELED));
    worker.deliver(Report.RunStopped.class).passRenewed(Rehearsal.LEASE.multipliedBy(3));
    assertThat(worker.last(Report.Heartbeat.class).runs())
        .containsExactly(runs.get(0), runs.get(2));
    worker.end(runs.get(0), Rehearsal.success()).end(runs.get(2), Rehearsal.success());
    assertThat(worker.reports(Report.RunSucceeded.class))
        .extracting(Report.RunSucceeded::run)
        .containsExactly(runs.get(0), runs.get(2));
  }

  @Test
  void eachMembersOutcomeIsSentUntilTheLogHasThatOne() {
    Rehearsal worker = Rehearsal.serving();
    List<RunRef> runs = runs(worker.grantBatch(1, 2));
    worker.end(runs.get(0), Rehearsal.success());
    Report first = worker.last(Report.RunSucceeded.class);
    worker.end(runs.get(1), Rehearsal.success()).deliver(Report.RunSucceeded.class);
    assertThat(worker.state.place().held()).containsExactly(runs.get(0));
    worker.hear(new WorkerEvent.NotDelivered(first)).pass(Rehearsal.TIMING.resendPause());
    assertThat(worker.last(Report.RunSucceeded.class)).isEqualTo(first);
    worker.hear(new WorkerEvent.Delivered(first));
    assertThat(worker.state.place()).isEqualTo(Place.FREE);
  }

  @Test
  void aLostLeaseStopsEveryMemberThatRuns() {
    Rehearsal worker = Rehearsal.serving();
    List<RunRef> runs = runs(worker.grantBatch(1, 2, 3));
    worker.end(runs.get(0), Rehearsal.success()).pass(Rehearsal.LEASE);
    assertThat(worker.effects(Effect.Halt.class))
        .containsExactly(new Effect.Halt(runs.get(1)), new Effect.Halt(runs.get(2)));
  }

  @Test
  void aBatchOfAnySizeMayLoseItsLeaseAndItsReportsAtOnce() {
    Rehearsal worker = Rehearsal.serving();
    int[] jobs = IntStream.rangeClosed(1, 64).toArray();
    List<RunRef> runs = runs(worker.grantBatch(jobs));
    worker.freeze(Duration.ofMinutes(3));
    assertThat(worker.effects(Effect.Halt.class)).hasSize(64);
    runs.forEach(run -> worker.end(run, new RunOutcome.Stopped()));
    worker
        .reports(Report.RunStopped.class)
        .forEach(report -> worker.hear(new WorkerEvent.NotDelivered(report)));
    worker.pass(Rehearsal.TIMING.resendPause());
    assertThat(worker.reports(Report.RunStopped.class)).hasSize(128);
  }

  @Test
  void whatIsToldAgainOfALeaseThatIsHeldRunsOnce() {
    Rehearsal worker = Rehearsal.serving();
    Assignment.Run lease = worker.grantBatch(1, 2, 3);
    worker.told(new Assignment.Run(lease.worker(), lease.grants().subList(1, 2), lease.lease()));
    assertThat(worker.effects(Effect.Launch.class)).hasSize(1);
    assertThat(worker.effects(Effect.Halt.class)).isEmpty();
  }

  @Test
  void aGrantMayOvertakeTheAcknowledgementsOfABatchAndNoOutcomeIsForgotten() {
    Rehearsal worker = Rehearsal.serving();
    List<RunRef> runs = runs(worker.grantBatch(1, 2));
    runs.forEach(run -> worker.end(run, Rehearsal.success()));
    Assignment.Run next = worker.grant(3);
    worker.lose(Report.RunSucceeded.class).pass(Rehearsal.TIMING.resendPause());
    assertThat(worker.reports(Report.RunSucceeded.class))
        .extracting(Report.RunSucceeded::run)
        .containsExactly(runs.get(0), runs.get(1), runs.get(1));
    assertThat(worker.state.place().held())
        .containsExactly(runs.get(0), runs.get(1), Rehearsal.run(next));
  }

  @Test
  void aGrantForABusyBatchStopsAllOfItAndReturnsAllThatIsNew() {
    Rehearsal worker = Rehearsal.serving();
    worker.grantBatch(1, 2);
    Assignment.Run fresh = worker.grantBatch(3, 4);
    assertThat(worker.effects(Effect.Halt.class)).hasSize(2);
    assertThat(worker.reports(Report.RunStopped.class))
        .extracting(Report.RunStopped::run)
        .isEqualTo(runs(fresh));
  }

  @Test
  void aDrainingWorkerReturnsEveryJobOfANewLease() {
    Rehearsal worker = Rehearsal.serving();
    worker.grantBatch(1, 2);
    worker.hear(new WorkerEvent.DrainAsked());
    Assignment.Run late = worker.grantBatch(3, 4);
    assertThat(worker.reports(Report.RunStopped.class))
        .extracting(Report.RunStopped::run)
        .isEqualTo(runs(late));
  }

  @Test
  void aWorkerThatMustStopNowSavesWhatCanBeResumedReleasesItAndLeaves() {
    Rehearsal teacher = Rehearsal.serving();
    Assignment.Run training = teacher.grantTraining(1);
    teacher.told(new Assignment.StopNow(teacher.state.id()));
    assertThat(teacher.effects(Effect.Yield.class))
        .containsExactly(new Effect.Yield(Rehearsal.run(training)));
    teacher.end(training, new RunOutcome.Stopped());
    assertThat(teacher.last(Report.RunStopped.class).reason())
        .isEqualTo(StopReason.WORKER_STOPPING);
    teacher.deliver(Report.RunStopped.class).deliver(Report.Goodbye.class);
    assertThat(teacher.effects).endsWith(new Effect.Close());

    Rehearsal painter = Rehearsal.serving();
    painter.grantBatch(1, 2);
    painter.told(new Assignment.StopNow(painter.state.id()));
    assertThat(painter.effects(Effect.Halt.class)).hasSize(2);
  }

  @Test
  void aModelIsPreloadedBesideARunAndNotByAWorkerThatLeaves() {
    Rehearsal worker = Rehearsal.serving();
    worker.grant(1);
    ModelRef model = ModelRef.parse("shapes-ldm@2");
    worker.told(new Assignment.Preload(worker.state.id(), model));
    assertThat(worker.effects(Effect.Preload.class)).containsExactly(new Effect.Preload(model));
    worker.hear(new WorkerEvent.DrainAsked());
    worker.told(new Assignment.Preload(worker.state.id(), model));
    assertThat(worker.effects(Effect.Preload.class)).hasSize(1);
  }

  @Test
  void oneMemberThatIgnoresItsOrderTakesTheProcessDown() {
    Rehearsal worker = Rehearsal.serving();
    List<RunRef> runs = runs(worker.grantBatch(1, 2));
    worker.told(new Assignment.CancelRun(worker.state.id(), runs.get(0), "by client"));
    worker.passRenewed(Rehearsal.TIMING.stopGrace().plusSeconds(1));
    assertThat(worker.effects(Effect.Abort.class))
        .extracting(Effect.Abort::code)
        .containsExactly("run_hangs");
    assertThat(worker.core.wakeAt(worker.state)).isEmpty();
  }

  private static List<RunRef> runs(Assignment.Run lease) {
    return lease.grants().stream().map(Grant::run).toList();
  }
}
