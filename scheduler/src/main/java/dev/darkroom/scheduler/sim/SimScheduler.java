package dev.darkroom.scheduler.sim;

import dev.darkroom.job.command.Command;
import dev.darkroom.scheduler.core.Inputs;
import dev.darkroom.scheduler.core.policy.SchedulerPolicy;
import dev.darkroom.scheduler.core.state.Outcome;
import dev.darkroom.scheduler.core.state.SchedulerState;
import java.time.Duration;
import java.time.Instant;

/**
 * One scheduler process: takes over, replays, then reads, decides and commits. Between a decision
 * and its commit time passes, and another process may have taken over by then.
 */
final class SimScheduler {
  /** Some instructions take so many milliseconds: a transaction may stay open for a while. */
  private static final long SLOW = 200;

  private final World world;
  private final SimLog log;
  private final Network network;
  private final Invariants invariants;
  private final SchedulerPolicy policy;
  private final PlantedDecider decider;
  private final int fence;
  private long skewMillis;
  private boolean jumped;
  private SchedulerState state;
  private int reportsFrom;
  private int commandsFrom;
  private boolean alive = true;
  private boolean busy;
  private long pausedUntil;
  private long rests;
  private Runnable afterWrite = () -> {};

  /** The parts of a farm that its schedulers share. */
  record Farm(
      World world,
      SimLog log,
      Network network,
      Invariants invariants,
      SchedulerPolicy policy,
      PlantedDecider decider,
      SimStandby standby) {}

  SimScheduler(Farm farm) {
    world = farm.world();
    log = farm.log();
    network = farm.network();
    invariants = farm.invariants();
    policy = farm.policy();
    decider = farm.decider();
    fence = log.takeOver();
    skewMillis = world.upTo(world.faults().millis(Fault.CLOCK_SKEW));
    state = warm(farm) ? farm.standby().takeOver() : log.replay();
    invariants.replayed(state);
    state = decider.takesOver(state, log, clock());
    reportsFrom = log.reportsRead();
    commandsFrom = log.commandsRead();
    world.trace("takes over", fence);
    wake();
  }

  /**
   * Whether it had stood by: of two that take over one had, where there is one to take over from.
   */
  private boolean warm(Farm farm) {
    return fence > 1 && farm.world().random().nextBoolean();
  }

  /** There is something to read, or a time has come. */
  void wake() {
    if (alive && !busy) {
      busy = true;
      next(this::decide);
    }
  }

  /** The process stands still for a while, between two instructions. */
  void pause(long millis) {
    pausedUntil = world.now() + millis;
  }

  /** Somebody sets this machine's clock. */
  void setClock(long millis) {
    world.trace("clock is set by", millis);
    skewMillis += millis;
    jumped = true;
    wake();
  }

  /** Something happens to it when it has next written what it has not committed yet. */
  void afterWrite(Runnable what) {
    afterWrite = what;
  }

  /** The process ends between two instructions: what it has not committed never was. */
  void kill() {
    alive = false;
  }

  private void decide() {
    SimLog.Batch batch = log.read(reportsFrom, commandsFrom, 1 + (int) world.upTo(20));
    Instant now = clock();
    if (jumped) {
      jumped = false;
      state = state.recovered(now, policy.lease());
    }
    boolean readAll = log.allReportsRead(batch.reportsTo());
    Inputs inputs =
        new Inputs(
            batch.reports(),
            batch.commands(),
            readAll ? now : Instant.MIN,
            world.random().nextLong());
    invariants.shows(now);
    Outcome outcome = decider.decide(state, inputs, now);
    invariants.decided(outcome, log.heardBeyond(batch.reportsTo()));
    if (outcome.isEmpty() && batch.isEmpty()) {
      rest(outcome);
      return;
    }
    next(() -> write(outcome, batch, now));
  }

  private void write(Outcome outcome, SimLog.Batch batch, Instant decided) {
    if (log.write(fence, outcome)) {
      next(() -> commit(outcome, batch, decided));
      if (!outcome.changes().isEmpty()) {
        afterWrite.run();
        afterWrite = () -> {};
      }
    } else {
      fenced();
    }
  }

  private void commit(Outcome outcome, SimLog.Batch batch, Instant decided) {
    if (!log.commit(fence, outcome, batch)) {
      fenced();
      return;
    }
    reportsFrom = batch.reportsTo();
    commandsFrom = batch.commandsTo();
    outcome.events().forEach(event -> world.trace("event", event));
    outcome.rejections().forEach(rejection -> world.trace("rejected", rejection));
    outcome.assignments().forEach(told -> world.trace("told", Network.brief(told)));
    invariants.committed(state, outcome, decided);
    outcome.assignments().forEach(network::send);
    outcome.replies().forEach(network::send);
    outcome.commands().forEach(command -> world.trace("tells", brief(command)));
    outcome.commands().forEach(network::passOn);
    rest(outcome);
  }

  private static Object brief(Command command) {
    return command instanceof Command.MoveIn in
        ? "MoveIn " + in.partition() + " " + in.job().header().id() + " " + in.cause()
        : command;
  }

  private void fenced() {
    world.trace("fenced", fence);
    alive = false;
  }

  /** The next instruction of this process, if it lives and when it runs. */
  private void next(Runnable instruction) {
    world.after(
        1 + (world.chance(0.05) ? world.upTo(SLOW) : world.upTo(4)),
        () -> {
          if (alive) {
            whenAwake(instruction);
          }
        });
  }

  private void whenAwake(Runnable instruction) {
    if (world.now() < pausedUntil) {
      world.after(
          pausedUntil - world.now(),
          () -> {
            if (alive) {
              whenAwake(instruction);
            }
          });
    } else {
      instruction.run();
    }
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

  /** What this machine's clock shows. */
  Instant clock() {
    return Plan.BEGIN.plusMillis(world.now() + skewMillis);
  }
}
