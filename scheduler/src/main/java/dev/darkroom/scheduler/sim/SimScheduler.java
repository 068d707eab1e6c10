package dev.darkroom.scheduler.sim;

import dev.darkroom.scheduler.core.Inputs;
import dev.darkroom.scheduler.core.Outcome;
import dev.darkroom.scheduler.core.SchedulerPolicy;
import dev.darkroom.scheduler.core.SchedulerState;
import java.time.Duration;
import java.time.Instant;

/**
 * One scheduler process: takes over, replays, then reads, decides and commits. Between a decision
 * and its commit time passes, and another process may have taken over by then.
 */
final class SimScheduler {
  private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");

  private final World world;
  private final SimLog log;
  private final Network network;
  private final Invariants invariants;
  private final SchedulerPolicy policy;
  private final PlantedDecider decider;
  private final int fence;
  private final long skewMillis;
  private SchedulerState state;
  private int reportsFrom;
  private int commandsFrom;
  private boolean alive = true;
  private boolean busy;
  private long pausedUntil;
  private long rests;

  /** The parts of a farm that its schedulers share. */
  record Farm(
      World world,
      SimLog log,
      Network network,
      Invariants invariants,
      SchedulerPolicy policy,
      PlantedDecider decider) {}

  SimScheduler(Farm farm) {
    world = farm.world();
    log = farm.log();
    network = farm.network();
    invariants = farm.invariants();
    policy = farm.policy();
    decider = farm.decider();
    fence = log.takeOver();
    skewMillis = world.upTo(world.faults().millis(Fault.CLOCK_SKEW));
    state = log.replay();
    invariants.replayed(state);
    state = state.recovered(clock(), policy.lease());
    reportsFrom = log.reportsRead();
    commandsFrom = log.commandsRead();
    world.trace("takes over", fence);
    wake();
  }

  /** There is something to read, or a time has come. */
  void wake() {
    if (alive && !busy) {
      busy = true;
      world.after(1 + world.upTo(10), this::decide);
    }
  }

  /** The process stands still for a while, between two instructions. */
  void pause(long millis) {
    pausedUntil = world.now() + millis;
  }

  /** The process ends between two instructions: what it has not committed never was. */
  void kill() {
    alive = false;
  }

  private void decide() {
    if (!alive) {
      return;
    }
    if (world.now() < pausedUntil) {
      world.after(pausedUntil - world.now(), this::decide);
      return;
    }
    SimLog.Batch batch = log.read(reportsFrom, commandsFrom, 1 + (int) world.upTo(20));
    Instant now = clock();
    boolean readAll = log.allReportsRead(batch.reportsTo());
    Inputs inputs =
        new Inputs(
            batch.reports(),
            batch.commands(),
            readAll ? now : Instant.MIN,
            world.random().nextLong());
    Outcome outcome = decider.decide(state, inputs, now);
    invariants.decided(outcome, log.heardBeyond(batch.reportsTo()));
    if (outcome.isEmpty() && batch.isEmpty()) {
      rest(outcome);
      return;
    }
    world.after(1 + world.upTo(8), () -> commit(outcome, batch));
  }

  private void commit(Outcome outcome, SimLog.Batch batch) {
    if (!alive) {
      return;
    }
    if (world.now() < pausedUntil) {
      world.after(pausedUntil - world.now(), () -> commit(outcome, batch));
      return;
    }
    if (!log.commit(fence, outcome, batch)) {
      world.trace("fenced", fence);
      alive = false;
      return;
    }
    reportsFrom = batch.reportsTo();
    commandsFrom = batch.commandsTo();
    outcome.events().forEach(event -> world.trace("event", event));
    outcome.rejections().forEach(rejection -> world.trace("rejected", rejection));
    outcome.assignments().forEach(told -> world.trace("told", Network.brief(told)));
    invariants.committed(outcome);
    outcome.assignments().forEach(network::send);
    outcome.replies().forEach(network::send);
    rest(outcome);
  }

  private void rest(Outcome outcome) {
    state = outcome.next();
    busy = false;
    if (log.hasUnread(reportsFrom, commandsFrom)) {
      wake();
      return;
    }
    long waiting = ++rests;
    state
        .nextDue(policy)
        .ifPresent(due -> {
          long wait = Math.max(1, Duration.between(clock(), due).toMillis() + 1);
          world.after(
              wait,
              () -> {
                if (rests == waiting) {
                  wake();
                }
              });
        });
  }

  private Instant clock() {
    return BEGIN.plusMillis(world.now() + skewMillis);
  }
}
