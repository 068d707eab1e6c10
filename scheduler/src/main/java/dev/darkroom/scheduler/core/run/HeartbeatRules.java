package dev.darkroom.scheduler.core.run;

import static dev.darkroom.scheduler.core.state.Rejection.Reason.DUPLICATE;
import static dev.darkroom.scheduler.core.state.Rejection.Reason.STALE_EPOCH;

import dev.darkroom.job.JobRecord;
import dev.darkroom.job.JobState;
import dev.darkroom.job.id.RunRef;
import dev.darkroom.job.worker.Assignment;
import dev.darkroom.job.worker.Grant;
import dev.darkroom.job.worker.Report;
import dev.darkroom.job.worker.WorkerEvent;
import dev.darkroom.job.worker.WorkerRecord;
import dev.darkroom.job.worker.WorkerState;
import dev.darkroom.scheduler.core.command.WorkerRules;
import dev.darkroom.scheduler.core.dispatch.Foresight;
import dev.darkroom.scheduler.core.policy.SchedulerPolicy;
import dev.darkroom.scheduler.core.state.Seat;
import dev.darkroom.scheduler.core.state.Turn;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What becomes of the heartbeat of a worker that is here: its lease is renewed, and what it runs is
 * compared with what it should run, each member of a batch by itself. Where the two differ the
 * scheduler says again what it has said, a bounded number of times, since the message may have been
 * lost.
 *
 * <p>A worker that still does not know of its run then is told to join anew, and is renewed no
 * more. Its run stays its own until it has joined or its lease has ended: what was said last may be
 * on its way to it.
 */
public final class HeartbeatRules {
  private final SchedulerPolicy policy;

  HeartbeatRules(SchedulerPolicy policy) {
    this.policy = policy;
  }

  void hear(Turn turn, Seat seat, Report.Heartbeat beat) {
    if (beat.sequence() <= seat.sequence()) {
      turn.reject(DUPLICATE, beat.worker(), beat.runs().stream().findFirst());
      return;
    }
    List<RunRef> given = seat.runs();
    beat.runs().stream()
        .filter(run -> !given.contains(run))
        .forEach(run -> stopStray(turn, beat, run));
    boolean agreed = beat.runs().containsAll(given);
    int missed = agreed ? 0 : seat.missed() + 1;
    if (missed > policy.maxMissed()) {
      turn.touch(new Seat(seat.record(), seat.deadline(), beat.sequence(), missed));
      turn.assign(new Assignment.HelloAgain(beat.worker()));
      return;
    }
    Instant deadline = turn.now().plus(policy.lease());
    Seat renewed = turn.touch(new Seat(seat.record(), deadline, beat.sequence(), missed));
    turn.assign(new Assignment.LeaseRenewed(beat.worker(), beat.sequence()));
    note(turn, renewed, beat);
    remind(turn, given, beat, missed);
    Foresight.look(turn, turn.state().seat(renewed.name()).orElseThrow());
    WorkerRules.remind(turn, renewed, beat);
  }

  /** What the worker tells of itself goes into its record where it is new. */
  private static void note(Turn turn, Seat seat, Report.Heartbeat beat) {
    WorkerRecord old = seat.record();
    WorkerState state =
        beat.draining()
            ? WorkerState.apply(old.state(), new WorkerEvent.DrainBegan(turn.now()))
            : old.state();
    if (state.equals(old.state()) && beat.models().equals(old.models())) {
      return;
    }
    turn.put(seat.with(old.beaten(state, beat.models(), beat.sequence())));
  }

  /** The worker runs what it was not given, or what was taken from it. */
  private static void stopStray(Turn turn, Report.Heartbeat beat, RunRef run) {
    turn.assign(new Assignment.CancelRun(beat.worker(), run, STALE_EPOCH.code()));
    turn.reject(STALE_EPOCH, beat.worker(), Optional.of(run));
  }

  /**
   * Says again what the worker seems not to have heard. The first heartbeat without the run may
   * have crossed its assignment; the next ones did not.
   */
  private void remind(Turn turn, List<RunRef> given, Report.Heartbeat beat, int missed) {
    List<Grant> unheard = new ArrayList<>();
    for (RunRef run : given) {
      JobRecord job = turn.state().job(run.job()).orElseThrow();
      switch (job.state()) {
        case JobState.Leased _ -> {
          if (missed > 1 && !beat.runs().contains(run)) {
            unheard.add(new Grant(job.header(), job.spec(), run.epoch(), job.checkpoint()));
          }
        }
        case JobState.Canceling s -> {
          if (missed != 1) {
            turn.assign(new Assignment.CancelRun(beat.worker(), run, s.reason()));
          }
        }
        case JobState.Yielding s -> {
          if (missed != 1) {
            turn.assign(new Assignment.YieldRun(beat.worker(), run, s.reason()));
          }
        }
        case JobState.Pausing s -> {
          if (missed != 1) {
            turn.assign(new Assignment.YieldRun(beat.worker(), run, s.reason()));
          }
        }
        case JobState.Running _ -> {
          // Where it is not named it began and has ended: its last report is on the way, or lost.
        }
        case JobState.Ended _, JobState.Waiting _, JobState.MovedOut _ ->
            throw new IllegalStateException(
                "worker " + beat.worker() + " holds a run of a job that is " + job.state());
      }
    }
    if (!unheard.isEmpty()) {
      turn.assign(new Assignment.Run(beat.worker(), unheard, policy.lease()));
    }
  }
}
