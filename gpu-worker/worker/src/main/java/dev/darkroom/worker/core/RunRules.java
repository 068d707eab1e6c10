package dev.darkroom.worker.core;

import dev.darkroom.job.Assignment;
import dev.darkroom.job.Report;
import dev.darkroom.job.Report.StopReason;
import dev.darkroom.job.RunRef;
import java.util.Optional;

/** The rules of the one place for work: a lease comes, runs, is stopped, ends, is reported. */
final class RunRules {
  /**
   * Sendings of an outcome after which it is dropped: the lease then ends and the job runs again.
   */
  static final int MAX_OUTCOMES = 20;

  private final Timing timing;

  RunRules(Timing timing) {
    this.timing = timing;
  }

  /** Takes a lease that the worker's life allows. */
  void take(Turn turn, Assignment.Run lease) {
    RunRef run = RunState.ref(lease);
    switch (turn.state().run()) {
      case RunState.Idle _, RunState.Reporting _ -> {
        turn.run(new RunState.Event.Granted(lease));
        turn.guard(turn.state().guard().granted(run, lease.lease()));
        turn.effect(new Effect.Launch(lease));
      }
      case RunState.Running _, RunState.Yielding _, RunState.Stopping _ -> {
        // Its scheduler has given the held run up, or it would not take the worker for idle.
        halt(turn, StopReason.LEASE_LOST);
        turn.send(new Report.RunStopped(turn.state().id(), run, StopReason.LEASE_LOST));
      }
    }
  }

  void cancel(Turn turn, RunRef run) {
    if (holds(turn, run)) {
      halt(turn, StopReason.CANCELED);
    }
  }

  void askYield(Turn turn, RunRef run) {
    if (holds(turn, run)) {
      giveWay(turn, StopReason.YIELDED);
    }
  }

  /** The run thread tells of its run. */
  void told(Turn turn, RunRef run, RunNews news) {
    if (holds(turn, run)) {
      turn.send(news.report(turn.state().id(), run));
    }
  }

  /** The run thread is done. {@code believed} is false where the scheduler has forgotten us. */
  void ended(Turn turn, RunRef run, RunOutcome outcome, boolean believed) {
    if (!holds(turn, run)) {
      return;
    }
    Report report = outcome.report(turn.state().id(), run, asked(turn.state().run(), outcome));
    turn.guard(turn.state().guard().released());
    turn.run(new RunState.Event.Ended(report));
    if (believed) {
      turn.track(report);
    } else {
      turn.run(new RunState.Event.Cleared());
    }
  }

  /** Why the run was told to end; one that fails while it saves has failed all the same. */
  private static Optional<StopReason> asked(RunState state, RunOutcome outcome) {
    return switch (state) {
      case RunState.Stopping s -> Optional.of(s.reason());
      case RunState.Yielding s ->
          outcome instanceof RunOutcome.Stopped ? Optional.of(s.reason()) : Optional.empty();
      case RunState.Idle _, RunState.Running _, RunState.Reporting _ -> Optional.empty();
    };
  }

  /** The log has this outcome. */
  void delivered(Turn turn, Report outcome) {
    if (awaits(turn, outcome)) {
      turn.run(new RunState.Event.Cleared());
    }
  }

  /** The log did not take this outcome. */
  void notDelivered(Turn turn, Report outcome) {
    if (turn.state().run() instanceof RunState.Reporting s && awaits(turn, outcome)) {
      turn.run(
          s.failures() + 1 >= MAX_OUTCOMES
              ? new RunState.Event.Cleared()
              : new RunState.Event.NotReported(turn.now() + timing.resendPause().toNanos()));
    }
  }

  /** Drops what is held: it would not be believed any more. */
  void drop(Turn turn) {
    halt(turn, StopReason.LEASE_LOST);
    clearReport(turn);
  }

  /** Tells the run thread to stop, unless it was told already or is done. */
  void halt(Turn turn, StopReason reason) {
    switch (turn.state().run()) {
      case RunState.Running s -> halt(turn, s.lease(), reason);
      case RunState.Yielding s -> halt(turn, s.lease(), reason);
      case RunState.Idle _, RunState.Stopping _, RunState.Reporting _ -> {}
    }
  }

  private static void halt(Turn turn, Assignment.Run lease, StopReason reason) {
    turn.run(new RunState.Event.StopAsked(reason, turn.now()));
    turn.effect(new Effect.Halt(RunState.ref(lease)));
  }

  /** Lets a run save what can be resumed before it ends; one that cannot be resumed just ends. */
  private void giveWay(Turn turn, StopReason reason) {
    if (turn.state().run() instanceof RunState.Running s) {
      if (s.lease().grants().getFirst().header().kind().resumable()) {
        turn.run(new RunState.Event.YieldAsked(reason, turn.now()));
        turn.effect(new Effect.Yield(RunState.ref(s.lease())));
      } else {
        halt(turn, reason);
      }
    }
  }

  /** What the place itself waits for. */
  Optional<Turn.Timer> timer(WorkerState state) {
    return switch (state.run()) {
      case RunState.Idle _ -> Optional.empty();
      case RunState.Running _ -> leaseEnd(state);
      case RunState.Yielding s -> {
        Turn.Timer late =
            new Turn.Timer(s.since() + timing.stopGrace().toNanos(), t -> halt(t, s.reason()));
        yield Optional.of(leaseEnd(state).filter(lease -> lease.at() - late.at() < 0).orElse(late));
      }
      case RunState.Stopping s ->
          Optional.of(new Turn.Timer(s.since() + timing.stopGrace().toNanos(), this::hang));
      case RunState.Reporting s -> s.retryAt().map(at -> new Turn.Timer(at, this::resend));
    };
  }

  private Optional<Turn.Timer> leaseEnd(WorkerState state) {
    return state
        .guard()
        .stopAt()
        .map(at -> new Turn.Timer(at, t -> halt(t, StopReason.LEASE_LOST)));
  }

  /**
   * At the end of a drain a run is stopped; a little later its outcome is not waited for either.
   */
  Optional<Turn.Timer> drainTimer(RunState run, long limit) {
    return switch (run) {
      case RunState.Running _ ->
          Optional.of(new Turn.Timer(limit, t -> giveWay(t, StopReason.WORKER_STOPPING)));
      case RunState.Reporting _ ->
          Optional.of(new Turn.Timer(limit + timing.farewell().toNanos(), RunRules::clearReport));
      case RunState.Idle _, RunState.Yielding _, RunState.Stopping _ -> Optional.empty();
    };
  }

  private void resend(Turn turn) {
    if (turn.state().run() instanceof RunState.Reporting s) {
      turn.run(new RunState.Event.Resent());
      turn.track(s.outcome());
    }
  }

  private void hang(Turn turn) {
    turn.life(new Life.Gone());
    turn.run(new RunState.Event.Cleared());
    turn.effect(
        new Effect.Abort(
            "run_hangs",
            "the run was told to stop and has not within "
                + timing.stopGrace().toSeconds()
                + " s: it hangs"));
  }

  private static void clearReport(Turn turn) {
    if (turn.state().run() instanceof RunState.Reporting) {
      turn.run(new RunState.Event.Cleared());
    }
  }

  private static boolean holds(Turn turn, RunRef run) {
    return turn.state().run().held().equals(Optional.of(run));
  }

  private static boolean awaits(Turn turn, Report outcome) {
    return turn.state().run() instanceof RunState.Reporting s && s.outcome().equals(outcome);
  }
}
