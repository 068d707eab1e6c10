package dev.darkroom.scheduler.sim;

import dev.darkroom.job.JobId;
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
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.UUID;

/**
 * One farm from one seed. In its first part everything may go wrong, and only safety is asked for;
 * then all is well, and everything that was begun must come to an end.
 */
final class Simulation {
  private static final Duration LEASE = Duration.ofSeconds(3);
  private static final long FAULTY = 25_000;
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

  /**
   * What came of a seed.
   *
   * @param ends how many jobs ended in which state
   */
  record Result(long hash, long millis, Map<String, Integer> ends) {}

  /**
   * Runs a farm.
   *
   * @throws Violation where an invariant broke, with the last things that happened
   */
  static Result run(long seed, Plant plant) {
    Simulation simulation = new Simulation(seed, plant);
    try {
      return simulation.run();
    } catch (Violation violation) {
      throw new Violation(
          "seed %d, plant %s: %s%n%s"
              .formatted(seed, plant, violation.getMessage(), simulation.world.lastLines()));
    }
  }

  private Simulation(long seed, Plant plant) {
    world = new World(seed);
    world.faults(Faults.drawn(world.random()));
    SimLog log = new SimLog(plant != Plant.SKIP_FENCE);
    Network network = new Network(world, log, () -> schedulers.forEach(SimScheduler::wake));
    farm =
        new SimScheduler.Farm(
            world, log, network, invariants, POLICY, new PlantedDecider(POLICY, plant));
    StateChange pool =
        StateChange.put(new StateEntry.PoolEntry(new PoolRecord(PoolRecord.DEFAULT, 0, 15)));
    log.write(pool);
    invariants.wrote(pool);
    client = new SimClient(world, network);
    populate(network);
  }

  private void populate(Network network) {
    SplittableRandom random = world.random();
    int many = 1 + random.nextInt(4);
    for (int i = 0; i < many; i++) {
      SimWorker worker = new SimWorker(world, network, invariants, "w" + i, LEASE);
      workers.add(worker);
      world.after(world.upTo(2_000), worker::start);
    }
    int jobs = 5 + random.nextInt(20);
    for (int i = 0; i < jobs; i++) {
      JobId job = JobId.ofRandom(new UUID(random.nextLong(), i), 0);
      if (random.nextInt(15) == 0) {
        invariants.deadly(job);
      }
      long at = world.upTo(FAULTY * 3 / 4);
      world.after(at, () -> client.submit(job));
      if (random.nextInt(4) == 0) {
        world.after(at + world.upTo(6_000), () -> client.ask(job, SimClient.Verb.CANCEL));
      }
      if (random.nextInt(3) == 0) {
        long pause = at + world.upTo(6_000);
        world.after(pause, () -> client.ask(job, SimClient.Verb.PAUSE));
        world.after(pause + world.upTo(9_000), () -> client.ask(job, SimClient.Verb.RESUME));
        // Late or doubled messages may pause it once more: in the end everything may run.
        world.after(FAULTY + 10_000, () -> client.ask(job, SimClient.Verb.RESUME));
      }
      if (random.nextInt(6) == 0) {
        world.after(at + world.upTo(FAULTY), () -> client.ask(job, SimClient.Verb.RETRY));
      }
    }
  }

  private Result run() {
    schedulers.add(new SimScheduler(farm));
    Faults faults = world.faults();
    again(faults.freezeEvery(), () -> anyWorker().freeze(world.upTo(3 * LEASE.toMillis())));
    again(faults.killEvery(), () -> anyWorker().kill());
    again(faults.drainEvery(), () -> anyWorker().drain(world.random().nextBoolean()));
    again(faults.failoverEvery(), this::failOver);
    again(faults.schedulerPauseEvery(), () -> schedulers.getLast().pause(world.upTo(2_000)));
    while (world.step(FAULTY)) {
      invariants.working(workers);
    }
    world.faults(Faults.NONE);
    world.trace("all is well again", "");
    while (!invariants.allEnded(client) && world.step(FAULTY + HEALED)) {
      invariants.working(workers);
    }
    invariants.settled(client);
    return new Result(world.hash(), world.now(), ends());
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
    return workers.get(world.random().nextInt(workers.size()));
  }

  private void again(long every, Runnable fault) {
    if (every > 0) {
      world.after(
          world.around(every),
          () -> {
            if (world.now() < FAULTY) {
              fault.run();
              again(every, fault);
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
