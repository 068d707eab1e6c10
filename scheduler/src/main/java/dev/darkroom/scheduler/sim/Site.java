package dev.darkroom.scheduler.sim;

import dev.darkroom.scheduler.core.policy.SchedulerPolicy;
import dev.darkroom.scheduler.core.state.StateChange;
import dev.darkroom.storage.log.StateEntry;
import java.util.ArrayList;
import java.util.List;

/** One partition of a farm: its log, whoever owns it and owned it, and who stands by. */
final class Site {
  /** A standby reads some records at a time. */
  private static final int GULP = 40;

  private final World world;
  private final SimLog log;
  private final Invariants invariants;
  private final SimStandby standby;
  private final SimScheduler.Farm farm;
  private final List<SimScheduler> schedulers = new ArrayList<>();

  Site(
      World world,
      SimLog log,
      Network network,
      Invariants invariants,
      SchedulerPolicy policy,
      Plant plant) {
    this.world = world;
    this.log = log;
    this.invariants = invariants;
    this.standby = new SimStandby(log, plant);
    this.farm =
        new SimScheduler.Farm(
            world, log, network, invariants, policy, new PlantedDecider(policy, plant), standby);
  }

  /** This is known before anybody asks. */
  void knows(StateEntry entry) {
    log.write(StateChange.put(entry));
    invariants.wrote(StateChange.put(entry));
  }

  void begin() {
    schedulers.add(new SimScheduler(farm));
  }

  /** There is something to read. */
  void wake() {
    schedulers.forEach(SimScheduler::wake);
  }

  /** The scheduler that came last. */
  SimScheduler owner() {
    return schedulers.getLast();
  }

  Invariants invariants() {
    return invariants;
  }

  /** A new process takes over; the old one is dead, or stands still and does not know. */
  void failOver() {
    SimScheduler old = owner();
    standby.follow((int) world.upTo(GULP));
    if (world.chance(0.5)) {
      replace(old);
    } else {
      old.afterWrite(() -> replace(old));
    }
  }

  private void replace(SimScheduler old) {
    if (world.chance(0.5)) {
      old.kill();
    } else {
      old.pause(world.upTo(5_000));
    }
    world.after(world.upTo(500), this::begin);
  }
}
