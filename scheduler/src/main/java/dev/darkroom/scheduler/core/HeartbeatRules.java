package dev.darkroom.scheduler.core;

import static dev.darkroom.scheduler.core.Rejection.Reason.DUPLICATE;
import static dev.darkroom.scheduler.core.Rejection.Reason.STALE_EPOCH;

import dev.darkroom.job.Assignment;
import dev.darkroom.job.JobRecord;
import dev.darkroom.job.JobState;
import dev.darkroom.job.Report;
import dev.darkroom.job.RunRef;
import dev.darkroom.job.WorkerRecord;
import dev.darkroom.job.WorkerState;
import java.util.Optional;

/**
 * What becomes of the heartbeat of a worker that is here: its lease is renewed, and what it runs is
 * compared with what it should run. Where the two differ the scheduler says again what it has said,
 * a bounded number of times, since the message may have been lost.
 */
final class HeartbeatRules {
  private final SchedulerPolicy policy;
  private final RunEnds ends;

  HeartbeatRules(SchedulerPolicy policy, RunEnds ends) {
    this.policy = policy;
    this.ends = ends;
  }

  void hear(Turn turn, Seat seat, Report.Heartbeat beat) {
    if (beat.sequence() <= seat.sequence()) {
      turn.reject(DUPLICATE, beat.worker(), beat.run());
      return;
    }
    Seat renewed = turn.touch(seat.renewed(turn.now().plus(policy.lease()), beat.sequence()));
    turn.assign(new Assignment.LeaseRenewed(beat.worker(), beat.sequence()));
    Seat noted = note(turn, renewed, beat);
    beat.run()
        .filter(run -> !noted.run().equals(Optional.of(run)))
        .ifPresent(run -> stopStray(turn, beat, run));
    noted.run().ifPresent(run -> compare(turn, noted, run, beat));
  }

  /** What the worker tells of itself goes into its record where it is new. */
  private static Seat note(Turn turn, Seat seat, Report.Heartbeat beat) {
    WorkerRecord old = seat.record();
    WorkerState state = beat.draining() ? draining(old.state(), turn) : old.state();
    if (state.equals(old.state()) && beat.models().equals(old.models())) {
      return seat;
    }
    return turn.put(
        seat.with(
            new WorkerRecord(
                old.id(),
                old.pool(),
                old.capabilities(),
                state,
                beat.models(),
                beat.sequence(),
                old.joinedAt())));
  }

  private static WorkerState draining(WorkerState state, Turn turn) {
    return switch (state) {
      case WorkerState.Idle _ -> new WorkerState.Draining(Optional.empty(), turn.now());
      case WorkerState.Busy s -> new WorkerState.Draining(Optional.of(s.run()), turn.now());
      case WorkerState.Draining _, WorkerState.Gone _ -> state;
    };
  }

  /** The worker runs what it was not given, or what was taken from it. */
  private static void stopStray(Turn turn, Report.Heartbeat beat, RunRef run) {
    turn.assign(new Assignment.CancelRun(beat.worker(), run, STALE_EPOCH.code()));
    turn.reject(STALE_EPOCH, beat.worker(), Optional.of(run));
  }

  private void compare(Turn turn, Seat seat, RunRef given, Report.Heartbeat beat) {
    JobRecord job = turn.state().job(given.job()).orElseThrow();
    if (beat.run().equals(Optional.of(given))) {
      if (seat.missed() > 0) {
        turn.touch(seat.withMissed(0));
      }
      if (job.state() instanceof JobState.Canceling s) {
        turn.assign(new Assignment.CancelRun(beat.worker(), given, s.reason()));
      }
      return;
    }
    int missed = seat.missed() + 1;
    if (missed > policy.maxMissed()) {
      ends.gone(turn, seat, "run_lost", RunEnds.Fate.LEFT);
      turn.assign(new Assignment.HelloAgain(beat.worker()));
      return;
    }
    turn.touch(seat.withMissed(missed));
    if (missed > 1) {
      sayAgain(turn, beat, given, job);
    }
  }

  /** The first heartbeat without the run may have crossed its assignment; the next ones did not. */
  private void sayAgain(Turn turn, Report.Heartbeat beat, RunRef given, JobRecord job) {
    switch (job.state()) {
      case JobState.Leased _ ->
          turn.assign(
              new Assignment.Run(
                  beat.worker(), job.header(), job.spec(), given.epoch(), policy.lease()));
      case JobState.Canceling s ->
          turn.assign(new Assignment.CancelRun(beat.worker(), given, s.reason()));
      case JobState.Running _ -> {
        // It began and is not running: its last report must be on the way, or the worker lost it.
      }
      case JobState.Queued _,
          JobState.Succeeded _,
          JobState.Failed _,
          JobState.Canceled _,
          JobState.Expired _ ->
          throw new IllegalStateException(
              "worker " + beat.worker() + " holds a run of a job that is " + job.state());
    }
  }
}
