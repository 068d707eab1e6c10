package dev.darkroom.scheduler.sim;

import dev.darkroom.job.JobState;
import dev.darkroom.job.PoolRecord;
import dev.darkroom.scheduler.core.RetryPolicy;
import dev.darkroom.scheduler.core.SchedulerPolicy;
import dev.darkroom.scheduler.core.StateChange;
import dev.darkroom.storage.log.StateEntry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * One farm from one seed. In its first part everything may go wrong, and only safety is asked for;
 * then all is well, and everything that was begun must come to an end.
 */
final class Simulation {
  private static final Duration LEASE = Duration.ofSeconds(3);
  static final long FAULTY = 25_000;
  private static final long HEALED = 300_000;

  /** Short backoffs, so that a run is short; the limits are the usual ones. */
  private static final SchedulerPolicy POLICY =
      SchedulerPolicy.DEFAULT
          .withLease(LEASE)
          .with(new RetryPolicy(3, 12, 2, 100, Duration.ofMillis(100), Duration.ofSeconds(2)));

  private final World world;
  private final Invariants invariants = new Invariants();
  private final SimScheduler.Farm farm;
  private final SimClient client;
  private final List<SimWorker> workers = new ArrayList<>();
  private final List<SimScheduler> schedulers = new ArrayList<>();

  /** Runs a farm once. */
  static Trial.Result run(Setup setup) {
    Simulation simulation = new Simulation(setup);
    try {
      return simulation.run();
    } catch (Violation violation) {
      return new Trial.Result.Broke(
          setup, String.valueOf(violation.getMessage()), simulation.world.lastLines());
    }
  }

  private Simulation(Setup setup) {
    world = new World(setup.seed());
    Plan plan = Plan.of(setup, FAULTY);
    world.faults(plan.faults());
    SimLog log = new SimLog(setup.plant() != Plant.SKIP_FENCE);
    Network network = new Network(world, log, () -> schedulers.forEach(SimScheduler::wake));
    farm =
        new SimScheduler.Farm(
            world, log, network, invariants, POLICY, new PlantedDecider(POLICY, setup.plant()));
    StateChange pool =
        StateChange.put(new StateEntry.PoolEntry(new PoolRecord(PoolRecord.DEFAULT, 0, 15)));
    log.write(pool);
    invariants.wrote(pool);
    client = new SimClient(world, network);
    populate(plan, network);
  }

  private void populate(Plan plan, Network network) {
    for (long joins : plan.workers()) {
      SimWorker worker = new SimWorker(world, network, invariants, "w" + workers.size(), LEASE);
      workers.add(worker);
      world.after(joins, worker::start);
    }
    for (Plan.Job job : plan.jobs()) {
      if (job.deadly()) {
        invariants.deadly(job.id());
      }
      client.expect(job);
    }
  }

  private Trial.Result run() {
    schedulers.add(new SimScheduler(farm));
    again(Fault.WORKER_FREEZES, () -> anyWorker().freeze(world.upTo(3 * LEASE.toMillis())));
    again(Fault.WORKER_DIES, () -> anyWorker().kill());
    again(Fault.WORKER_DRAINS, () -> anyWorker().drain(world.random().nextBoolean()));
    again(Fault.FAILOVER, this::failOver);
    again(Fault.SCHEDULER_PAUSES, () -> schedulers.getLast().pause(world.upTo(2_000)));
    while (world.step(FAULTY)) {
      invariants.working(workers);
    }
    world.faults(Faults.NONE);
    world.trace("all is well again", "");
    while (!invariants.allEnded(client) && world.step(FAULTY + HEALED)) {
      invariants.working(workers);
    }
    invariants.settled(client);
    return new Trial.Result.Held(world.hash(), world.now(), ends());
  }

  /** A new process takes over; the old one is dead, or stands still and does not know. */
  private void failOver() {
    SimScheduler old = schedulers.getLast();
    if (world.random().nextBoolean()) {
      old.kill();
    } else {
      old.pause(world.upTo(5_000));
    }
    world.after(world.upTo(500), () -> schedulers.add(new SimScheduler(farm)));
  }

  private SimWorker anyWorker() {
    return world.oneOf(workers);
  }

  private void again(Fault fault, Runnable how) {
    long every = world.faults().millis(fault);
    if (every > 0) {
      world.after(
          world.around(every),
          () -> {
            if (world.now() < FAULTY) {
              how.run();
              again(fault, how);
            }
          });
    }
  }

  private Map<String, Integer> ends() {
    Map<String, Integer> ends = new TreeMap<>();
    invariants
        .shadow()
        .jobs()
        .forEach(entry -> {
          JobState state = entry.getValue().state();
          ends.merge(state.getClass().getSimpleName(), 1, Integer::sum);
        });
    return ends;
  }
}
