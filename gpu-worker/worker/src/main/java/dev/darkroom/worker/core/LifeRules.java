package dev.darkroom.worker.core;

import dev.darkroom.job.id.PoolId;
import dev.darkroom.job.id.RunRef;
import dev.darkroom.job.id.WorkerId;
import dev.darkroom.job.worker.Capabilities;
import dev.darkroom.job.worker.Report;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The rules of a worker's life: it joins, beats, drains, begins anew, leaves. */
final class LifeRules {
  /** Sendings of a hello after which the process gives up, for its supervisor to try again. */
  static final int MAX_HELLOS = 20;

  private final PoolId pool;
  private final Capabilities capabilities;
  private final Timing timing;
  private final RunRules runs;

  LifeRules(PoolId pool, Capabilities capabilities, Timing timing, RunRules runs) {
    this.pool = pool;
    this.capabilities = capabilities;
    this.timing = timing;
    this.runs = runs;
  }

  /** An incarnation that has done nothing yet. */
  static WorkerState unborn(WorkerId id, long now) {
    return new WorkerState(
        id,
        new Life.Joining(0, Optional.empty()),
        Place.FREE,
        LeaseGuard.joined(now),
        0,
        now,
        List.of());
  }

  void feedOpen(Turn turn, WorkerId id) {
    if (turn.state().life() instanceof Life.Joining && turn.state().id().equals(id)) {
      sayHello(turn);
    }
  }

  /** The hello is in the log, or a grant has answered it. */
  void joined(Turn turn, WorkerId id) {
    if (turn.state().life() instanceof Life.Joining && turn.state().id().equals(id)) {
      turn.life(new Life.Serving());
      WorkerState s = turn.state();
      turn.become(s.beaten(s.guard(), s.sequence(), turn.now())); // the first heartbeat: at once
    }
  }

  void helloNotDelivered(Turn turn) {
    if (turn.state().life() instanceof Life.Joining j) {
      int failures = j.failures() + 1;
      long retryAt = turn.now() + timing.resendPause().toNanos();
      turn.life(new Life.Joining(failures, Optional.of(retryAt)));
      if (failures >= MAX_HELLOS) {
        turn.life(new Life.Gone());
        turn.effect(
            new Effect.Abort(
                "log_unavailable", "the log took no hello in " + MAX_HELLOS + " tries"));
      }
    }
  }

  /** Take nothing more, and leave once idle; at {@code limit} even if not. */
  void drain(Turn turn, Optional<Long> limit) {
    switch (turn.state().life()) {
      case Life.Joining _, Life.Serving _, Life.Rejoining _ -> turn.life(new Life.Draining(limit));
      case Life.Draining d -> turn.life(new Life.Draining(earlier(d.limit(), limit)));
      case Life.Leaving _, Life.Gone _ -> {}
    }
  }

  /** The scheduler took this incarnation for dead: what it holds is not its own any more. */
  void beginAnew(Turn turn) {
    switch (turn.state().life()) {
      case Life.Serving _ -> turn.life(new Life.Rejoining());
      case Life.Joining _, Life.Draining _, Life.Rejoining _, Life.Leaving _, Life.Gone _ -> {}
    }
    runs.drop(turn);
  }

  void leave(Turn turn) {
    if (turn.state().life() instanceof Life.Leaving) {
      turn.life(new Life.Gone());
      turn.effect(new Effect.Close());
    }
  }

  /** What follows at once when nothing runs. */
  void settle(Turn turn) {
    if (!turn.state().place().isFree()) {
      return;
    }
    switch (turn.state().life()) {
      case Life.Draining _ -> {
        turn.life(new Life.Leaving(turn.now() + timing.farewell().toNanos()));
        turn.track(new Report.Goodbye(turn.state().id()));
      }
      case Life.Rejoining _ -> {
        WorkerId old = turn.state().id();
        WorkerId next = new WorkerId(old.name(), old.incarnation() + 1);
        turn.become(unborn(next, turn.now()).holding(turn.state().models(), turn.now()));
        turn.effect(new Effect.Join(next));
      }
      case Life.Joining _, Life.Serving _, Life.Leaving _, Life.Gone _ -> {}
    }
  }

  /** What life itself waits for. */
  List<Turn.Timer> timers(WorkerState state) {
    List<Turn.Timer> timers = new ArrayList<>();
    switch (state.life()) {
      case Life.Joining j ->
          j.retryAt().ifPresent(at -> timers.add(new Turn.Timer(at, this::sayHello)));
      case Life.Serving _ -> timers.add(new Turn.Timer(state.beatAt(), this::beat));
      case Life.Draining d -> {
        timers.add(new Turn.Timer(state.beatAt(), this::beat));
        d.limit().ifPresent(at -> timers.addAll(runs.drainTimers(state.place(), at)));
      }
      case Life.Leaving l -> timers.add(new Turn.Timer(l.limit(), this::leave));
      case Life.Rejoining _, Life.Gone _ -> {}
    }
    return timers;
  }

  private void sayHello(Turn turn) {
    int failures = turn.state().life() instanceof Life.Joining j ? j.failures() : 0;
    turn.life(new Life.Joining(failures, Optional.empty()));
    turn.guard(LeaseGuard.joined(turn.now()));
    turn.track(new Report.Hello(turn.state().id(), pool, capabilities));
  }

  private void beat(Turn turn) {
    WorkerState s = turn.state();
    List<RunRef> held = s.place().held();
    long sequence = s.sequence() + 1;
    long lease =
        s.guard()
            .held()
            .map(LeaseGuard.Held::lease)
            .filter(granted -> granted.compareTo(timing.lease()) < 0)
            .orElse(timing.lease())
            .toNanos();
    turn.become(
        s.beaten(s.guard().beat(sequence, turn.now(), held), sequence, turn.now() + lease / 3));
    boolean draining = s.life() instanceof Life.Draining;
    turn.send(new Report.Heartbeat(s.id(), sequence, held, s.models(), draining));
  }

  private static Optional<Long> earlier(Optional<Long> one, Optional<Long> other) {
    return one.isPresent() && other.isPresent()
        ? Optional.of(one.get() - other.get() <= 0 ? one.get() : other.get())
        : one.or(() -> other);
  }
}
