package dev.darkroom.worker.core;

import dev.darkroom.job.id.RunRef;
import dev.darkroom.job.worker.Assignment;
import dev.darkroom.job.worker.Grant;
import dev.darkroom.job.worker.Report;
import dev.darkroom.job.worker.Report.StopReason;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The rules of the one place for work: a lease comes, its members run, and each of them is stopped,
 * ends and is reported by itself.
 */
final class RunRules {
  /**
   * Sendings of an outcome after which it is dropped: the lease then ends and the job runs again.
   */
  static final int MAX_OUTCOMES = 20;

  private final Timing timing;

  RunRules(Timing timing) {
    this.timing = timing;
  }

  /** Those of a lease that are not held: it may be told twice, whole or in part. */
  static List<Grant> fresh(WorkerState state, Assignment.Run lease) {
    return lease.grants().stream()
        .filter(grant -> state.place().member(grant.run()).isEmpty())
        .toList();
  }

  /** Takes the runs of a lease that the worker's life allows, those that are not held already. */
  void take(Turn turn, Assignment.Run lease) {
    List<Grant> fresh = fresh(turn.state(), lease);
    if (fresh.isEmpty()) {
      return;
    }
    if (turn.state().place().working()) {
      // Its scheduler has given the held runs up, or it would not take the worker for idle.
      haltAll(turn, StopReason.LEASE_LOST);
      giveBack(turn, fresh, StopReason.LEASE_LOST);
      return;
    }
    turn.place(turn.state().place().taking(fresh));
    turn.guard(turn.state().guard().granted(runs(fresh), lease.lease()));
    turn.effect(new Effect.Launch(fresh));
  }

  /** Reports runs as stopped before they began. */
  static void giveBack(Turn turn, List<Grant> grants, StopReason reason) {
    grants.forEach(
        grant -> turn.send(new Report.RunStopped(turn.state().id(), grant.run(), reason)));
  }

  void cancel(Turn turn, RunRef run) {
    turn.state().place().member(run).ifPresent(member -> halt(turn, member, StopReason.CANCELED));
  }

  void askYield(Turn turn, RunRef run) {
    turn.state().place().member(run).ifPresent(member -> giveWay(turn, member, StopReason.YIELDED));
  }

  /** The run thread tells of a run. */
  void told(Turn turn, RunRef run, RunNews news) {
    if (turn.state().place().member(run).isPresent()) {
      turn.send(news.report(turn.state().id(), run));
    }
  }

  /** The run thread is done with a run. {@code believed}: the scheduler has not forgotten us. */
  void ended(Turn turn, RunRef run, RunOutcome outcome, boolean believed) {
    Optional<RunState> member = turn.state().place().member(run).filter(RunState::working);
    if (member.isEmpty()) {
      return;
    }
    Report report = outcome.report(turn.state().id(), run, asked(member.get(), outcome));
    turn.guard(turn.state().guard().released(run));
    turn.run(run, new RunState.Event.Ended(report));
    if (believed) {
      turn.track(report);
    } else {
      turn.run(run, new RunState.Event.Cleared());
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
  void delivered(Turn turn, RunRef run, Report outcome) {
    awaiting(turn, run, outcome).ifPresent(_ -> turn.run(run, new RunState.Event.Cleared()));
  }

  /** The log did not take this outcome. */
  void notDelivered(Turn turn, RunRef run, Report outcome) {
    awaiting(turn, run, outcome)
        .ifPresent(s ->
            turn.run(
                run,
                s.failures() + 1 >= MAX_OUTCOMES
                    ? new RunState.Event.Cleared()
                    : new RunState.Event.NotReported(turn.now() + timing.resendPause().toNanos())));
  }

  private static Optional<RunState.Reporting> awaiting(Turn turn, RunRef run, Report outcome) {
    return turn.state()
        .place()
        .member(run)
        .flatMap(member ->
            member instanceof RunState.Reporting s && s.outcome().equals(outcome)
                ? Optional.of(s)
                : Optional.empty());
  }

  /** Drops what is held: it would not be believed any more. */
  void drop(Turn turn) {
    haltAll(turn, StopReason.LEASE_LOST);
    clearReports(turn);
  }

  private void haltAll(Turn turn, StopReason reason) {
    turn.state().place().members().forEach(member -> halt(turn, member, reason));
  }

  /** Tells the run thread to stop a run, unless it was told already or is done. */
  private static void halt(Turn turn, RunState member, StopReason reason) {
    switch (member) {
      case RunState.Running s -> halt(turn, s.grant(), reason);
      case RunState.Yielding s -> halt(turn, s.grant(), reason);
      case RunState.Idle _, RunState.Stopping _, RunState.Reporting _ -> {}
    }
  }

  private static void halt(Turn turn, Grant grant, StopReason reason) {
    turn.run(grant.run(), new RunState.Event.StopAsked(reason, turn.now()));
    turn.effect(new Effect.Halt(grant.run()));
  }

  /** Lets a run save what can be resumed before it ends; one that cannot be resumed just ends. */
  private static void giveWay(Turn turn, RunState member, StopReason reason) {
    if (member instanceof RunState.Running s) {
      if (s.grant().header().kind().resumable()) {
        turn.run(s.grant().run(), new RunState.Event.YieldAsked(reason, turn.now()));
        turn.effect(new Effect.Yield(s.grant().run()));
      } else {
        halt(turn, s.grant(), reason);
      }
    }
  }

  /** What the place itself waits for. Each timer serves every member whose time has come. */
  List<Turn.Timer> timers(WorkerState state) {
    List<Turn.Timer> timers = new ArrayList<>();
    for (RunState member : state.place().members()) {
      switch (member) {
        case RunState.Running _ -> leaseEnd(state).ifPresent(timers::add);
        case RunState.Yielding s -> {
          leaseEnd(state).ifPresent(timers::add);
          timers.add(new Turn.Timer(graceEnd(s.since()), this::stopLateYields));
        }
        case RunState.Stopping s -> timers.add(new Turn.Timer(graceEnd(s.since()), this::hang));
        case RunState.Reporting s ->
            s.retryAt().ifPresent(at -> timers.add(new Turn.Timer(at, this::resend)));
        case RunState.Idle _ -> {}
      }
    }
    return timers;
  }

  private Optional<Turn.Timer> leaseEnd(WorkerState state) {
    return state
        .guard()
        .stopAt()
        .map(at -> new Turn.Timer(at, turn -> haltAll(turn, StopReason.LEASE_LOST)));
  }

  private long graceEnd(long since) {
    return since + timing.stopGrace().toNanos();
  }

  /**
   * At the end of a drain runs are stopped; a little later their outcomes are not waited for
   * either.
   */
  List<Turn.Timer> drainTimers(Place place, long limit) {
    List<Turn.Timer> timers = new ArrayList<>();
    if (place.members().stream().anyMatch(RunState.Running.class::isInstance)) {
      timers.add(new Turn.Timer(limit, RunRules::giveWayAll));
    }
    if (place.members().stream().anyMatch(RunState.Reporting.class::isInstance)) {
      timers.add(new Turn.Timer(limit + timing.farewell().toNanos(), RunRules::clearReports));
    }
    return timers;
  }

  private static void giveWayAll(Turn turn) {
    turn.state()
        .place()
        .members()
        .forEach(member -> giveWay(turn, member, StopReason.WORKER_STOPPING));
  }

  private void stopLateYields(Turn turn) {
    for (RunState member : turn.state().place().members()) {
      if (member instanceof RunState.Yielding s && turn.now() - graceEnd(s.since()) >= 0) {
        halt(turn, s, s.reason());
      }
    }
  }

  private void resend(Turn turn) {
    for (RunState member : turn.state().place().members()) {
      if (member instanceof RunState.Reporting s
          && s.retryAt().filter(at -> turn.now() - at >= 0).isPresent()) {
        turn.run(s.grant().run(), new RunState.Event.Resent());
        turn.track(s.outcome());
      }
    }
  }

  private void hang(Turn turn) {
    turn.life(new Life.Gone());
    turn.place(Place.FREE);
    turn.effect(
        new Effect.Abort(
            "run_hangs",
            "the run was told to stop and has not within "
                + timing.stopGrace().toSeconds()
                + " s: it hangs"));
  }

  private static void clearReports(Turn turn) {
    for (RunState member : turn.state().place().members()) {
      if (member instanceof RunState.Reporting s) {
        turn.run(s.grant().run(), new RunState.Event.Cleared());
      }
    }
  }

  private static List<RunRef> runs(List<Grant> grants) {
    return grants.stream().map(Grant::run).toList();
  }
}
