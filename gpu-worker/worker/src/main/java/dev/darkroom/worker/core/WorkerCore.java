package dev.darkroom.worker.core;

import dev.darkroom.job.id.ModelRef;
import dev.darkroom.job.id.PoolId;
import dev.darkroom.job.id.WorkerId;
import dev.darkroom.job.worker.Assignment;
import dev.darkroom.job.worker.Capabilities;
import dev.darkroom.job.worker.Report;
import dev.darkroom.job.worker.Report.StopReason;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A worker's decisions: from what is true and what was heard to what is true now and what is to be
 * done. It joins with a hello, holds one lease at a time and renews it, stops each run of it that
 * was canceled or whose lease may end, delivers each outcome, and leaves when it is drained.
 * Stateless.
 */
public final class WorkerCore {
  /** Timers that one event may set off; more means that one of them does not move on. */
  private static final int MAX_TIMERS = 16;

  private final RunRules runs;
  private final LifeRules lives;
  private final Timing timing;

  public WorkerCore(PoolId pool, Capabilities capabilities, Timing timing) {
    this.runs = new RunRules(timing);
    this.lives = new LifeRules(pool, capabilities, timing, runs);
    this.timing = timing;
  }

  /** Where an incarnation begins. */
  public Decision start(WorkerId id, long now) {
    return new Decision(LifeRules.unborn(id, now), List.of(new Effect.Join(id)));
  }

  /**
   * What follows from an event and from the time.
   *
   * @param now monotonic nanoseconds, never before those of an earlier call
   */
  public Decision decide(WorkerState state, WorkerEvent event, long now) {
    Turn turn = new Turn(state, now);
    hear(turn, event);
    lives.settle(turn);
    for (int i = 0; i < MAX_TIMERS; i++) {
      Optional<Turn.Timer> due = next(turn.state()).filter(t -> now - t.at() >= 0);
      if (due.isEmpty()) {
        return turn.decision();
      }
      due.get().then().accept(turn);
      lives.settle(turn);
    }
    throw new IllegalStateException("timers do not come to rest in " + turn.state());
  }

  /** When {@link #decide} must be called again if nothing is heard before; empty for never. */
  public Optional<Long> wakeAt(WorkerState state) {
    return next(state).map(Turn.Timer::at);
  }

  private void hear(Turn turn, WorkerEvent event) {
    boolean believed = !(turn.state().life() instanceof Life.Rejoining);
    switch (event) {
      case WorkerEvent.Told e -> told(turn, e.assignment());
      case WorkerEvent.FeedOpen e -> lives.feedOpen(turn, e.id());
      case WorkerEvent.RunTold e -> {
        if (believed) {
          runs.told(turn, e.run(), e.news());
        }
      }
      case WorkerEvent.RunEnded e -> runs.ended(turn, e.run(), e.outcome(), believed);
      case WorkerEvent.Delivered e -> delivered(turn, e.report());
      case WorkerEvent.NotDelivered e -> notDelivered(turn, e.report());
      case WorkerEvent.ModelsHeld e -> turn.become(turn.state().holding(e.names(), turn.now()));
      case WorkerEvent.DrainAsked _ ->
          lives.drain(turn, Optional.of(turn.now() + timing.drainLimit().toNanos()));
      case WorkerEvent.StopAsked _ -> lives.drain(turn, Optional.of(turn.now()));
      case WorkerEvent.Tick _ -> {}
    }
  }

  private void told(Turn turn, Assignment assignment) {
    if (!assignment.worker().equals(turn.state().id())) {
      return; // said to an earlier incarnation
    }
    switch (assignment) {
      case Assignment.Run lease -> granted(turn, lease);
      case Assignment.LeaseRenewed e -> turn.guard(turn.state().guard().renewed(e.sequence()));
      case Assignment.CancelRun e -> runs.cancel(turn, e.run());
      case Assignment.YieldRun e -> runs.askYield(turn, e.run());
      case Assignment.Drain _ -> lives.drain(turn, Optional.empty());
      case Assignment.StopNow _ -> lives.drain(turn, Optional.of(turn.now()));
      case Assignment.Preload e -> preload(turn, e.model());
      case Assignment.HelloAgain _ -> lives.beginAnew(turn);
    }
  }

  private void granted(Turn turn, Assignment.Run lease) {
    switch (turn.state().life()) {
      case Life.Joining _ -> {
        lives.joined(turn, turn.state().id()); // faster than the log's own acknowledgement
        runs.take(turn, lease);
      }
      case Life.Serving _ -> runs.take(turn, lease);
      case Life.Draining _, Life.Leaving _ ->
          RunRules.giveBack(turn, RunRules.fresh(turn.state(), lease), StopReason.WORKER_STOPPING);
      case Life.Rejoining _, Life.Gone _ -> {} // the scheduler has no lease for this incarnation
    }
  }

  /** What is not sure to be used is brought by a worker only that goes on taking work. */
  private static void preload(Turn turn, ModelRef model) {
    switch (turn.state().life()) {
      case Life.Serving _ -> turn.effect(new Effect.Preload(model));
      case Life.Joining _, Life.Draining _, Life.Rejoining _, Life.Leaving _, Life.Gone _ -> {}
    }
  }

  private void delivered(Turn turn, Report report) {
    switch (report) {
      case Report.Hello e -> lives.joined(turn, e.worker());
      case Report.Goodbye _ -> lives.leave(turn);
      case Report.RunSucceeded e -> runs.delivered(turn, e.run(), e);
      case Report.RunFailed e -> runs.delivered(turn, e.run(), e);
      case Report.RunStopped e -> runs.delivered(turn, e.run(), e);
      case Report.Heartbeat _,
          Report.RunStarted _,
          Report.Checkpointed _,
          Report.OutputsStored _ -> {}
    }
  }

  private void notDelivered(Turn turn, Report report) {
    switch (report) {
      case Report.Hello _ -> lives.helloNotDelivered(turn);
      case Report.Goodbye _ -> lives.leave(turn);
      case Report.RunSucceeded e -> runs.notDelivered(turn, e.run(), e);
      case Report.RunFailed e -> runs.notDelivered(turn, e.run(), e);
      case Report.RunStopped e -> runs.notDelivered(turn, e.run(), e);
      case Report.Heartbeat _,
          Report.RunStarted _,
          Report.Checkpointed _,
          Report.OutputsStored _ -> {}
    }
  }

  private Optional<Turn.Timer> next(WorkerState state) {
    List<Turn.Timer> timers = new ArrayList<>(lives.timers(state));
    timers.addAll(runs.timers(state));
    // Monotonic clocks may wrap: compared by their differences only.
    return timers.stream().min(Comparator.comparingLong(t -> t.at() - state.beatAt()));
  }
}
