package dev.darkroom.scheduler.sim;

import dev.darkroom.job.Breaker;
import dev.darkroom.job.JobState;
import dev.darkroom.scheduler.core.RetryPolicy;
import dev.darkroom.scheduler.core.SchedulerPolicy;
import dev.darkroom.scheduler.core.Sharing;
import dev.darkroom.scheduler.core.StateChange;
import dev.darkroom.storage.log.StateEntry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/**
 * One farm from one seed. In its first part everything may go wrong, and only safety is asked for;
 * then all is well, and everything that was begun must come to an end.
 */
final class Simulation {
  private static final Duration LEASE = Duration.ofSeconds(3);
  private static final Set<Fault> CLOCKS = Set.of(Fault.CLOCK_SKEW, Fault.CLOCK_JUMPS);
  private static final long JUMP = 20_000;
  private static final long HEALED = 1_000_000;

  /** Everything is quick, so that a farm is short; the limits are the usual ones. */
  private static final SchedulerPolicy POLICY =
      SchedulerPolicy.DEFAULT
          .withLease(LEASE)
          .with(new RetryPolicy(3, 12, 2, 100, Duration.ofMillis(100), Duration.ofSeconds(2)))
          .with(new Breaker.Policy(2, Duration.ofSeconds(2), Duration.ofSeconds(10)))
          .with(
              new Sharing(
                  Duration.ofSeconds(10),
                  Duration.ofSeconds(20),
                  4,
                  Duration.ofSeconds(5),
                  Duration.ofMillis(50),
                  new Sharing.Preemption(Duration.ofMillis(300), Duration.ofSeconds(2))));

  private final Setup setup;
  private final World world;
  private final JobStories stories;
  private final Invariants invariants;
  private final SimScheduler.Farm farm;
  private final SimClient client;
  private final Function<Plan.Worker, SimWorker> joining;
  private final Optional<SimContest> contest;
  private final List<SimWorker> workers = new ArrayList<>();
  private final List<SimScheduler> schedulers = new ArrayList<>();

  /** Runs a farm once. */
  static Trial.Result run(Setup setup) {
    Simulation simulation = new Simulation(setup);
    try {
      return simulation.run();
    } catch (Violation violation) {
      return simulation.broke(String.valueOf(violation.getMessage()));
    } catch (RuntimeException bug) { // what the core never throws
      return simulation.broke(bug + " in " + bug.getStackTrace()[0]);
    }
  }

  private Trial.Result broke(String what) {
    return new Trial.Result.Broke(setup, what, world.lastLines());
  }

  private Simulation(Setup setup) {
    this.setup = setup;
    world = new World(setup.seed());
    Plan plan = Plan.of(setup);
    world.faults(plan.faults());
    SimLog log = new SimLog(setup.plant());
    SimStore store = new SimStore(world, setup.plant());
    Accounts accounts = new Accounts(plan.faults().without(CLOCKS).equals(plan.faults()));
    stories = new JobStories(store, accounts);
    invariants = new Invariants(stories, accounts);
    Network network = new Network(world, log, () -> schedulers.forEach(SimScheduler::wake));
    farm =
        new SimScheduler.Farm(
            world, log, network, invariants, POLICY, new PlantedDecider(POLICY, setup.plant()));
    contest = plan.contest().map(SimContest::new);
    List<StateEntry> known = new ArrayList<>();
    plan.pools().forEach(pool -> known.add(new StateEntry.PoolEntry(pool)));
    plan.tenants().forEach(tenant -> known.add(new StateEntry.TenantEntry(tenant)));
    contest.ifPresent(c -> {
      known.add(new StateEntry.PoolEntry(c.pool()));
      c.tenants().forEach(tenant -> known.add(new StateEntry.TenantEntry(tenant)));
    });
    for (StateEntry entry : known) {
      log.write(StateChange.put(entry));
      invariants.wrote(StateChange.put(entry));
    }
    client = new SimClient(world, network, store);
    joining = worker -> new SimWorker(world, network, store, worker, LEASE);
    plan.workers().forEach(this::join);
    for (Plan.Job job : plan.jobs()) {
      if (job.deadly()) {
        store.deadly(job.id());
      }
      client.expect(job);
    }
    plan.acts().forEach(client::expect);
  }

  private void join(Plan.Worker plan) {
    SimWorker worker = joining.apply(plan);
    workers.add(worker);
    world.after(plan.at(), worker::start);
  }

  private Trial.Result run() {
    schedulers.add(new SimScheduler(farm));
    again(Fault.WORKER_FREEZES, () -> anyWorker().freeze(world.upTo(3 * LEASE.toMillis())));
    again(Fault.WORKER_DIES, () -> anyWorker().kill());
    again(Fault.WORKER_DRAINS, () -> anyWorker().drain(world.random().nextBoolean()));
    again(Fault.FAILOVER, this::failOver);
    again(Fault.SCHEDULER_PAUSES, () -> schedulers.getLast().pause(world.upTo(2_000)));
    again(Fault.CLOCK_JUMPS, () -> schedulers.getLast().setClock(world.upTo(2 * JUMP) - JUMP));
    while (world.step(Draw.FAULTY)) {
      invariants.working(workers);
    }
    world.faults(Faults.NONE);
    world.trace("all is well again", "");
    settle();
    contest.ifPresent(this::hold);
    return new Trial.Result.Held(world.hash(), world.now(), ends(), stories.arrows());
  }

  private void settle() {
    until(() -> client.allAnswered() && invariants.allEnded());
    invariants.settled(client);
  }

  private void hold(SimContest contest) {
    contest.workers().forEach(this::join);
    contest.begin(world, client);
    until(() -> contest.decided(invariants.shadow()));
    contest.judge(invariants.shadow(), schedulers.getLast().clock());
    settle();
    contest.judgeLate(invariants.shadow());
  }

  /** Lets the farm go on until something is so, or far too long. */
  private void until(BooleanSupplier done) {
    long end = world.now() + HEALED;
    while (!done.getAsBoolean() && world.step(end)) {
      invariants.working(workers);
    }
  }

  /** A new process takes over; the old one is dead, or stands still and does not know. */
  private void failOver() {
    SimScheduler old = schedulers.getLast();
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
    world.after(world.upTo(500), () -> schedulers.add(new SimScheduler(farm)));
  }

  /** Rather one that has something to lose. */
  private SimWorker anyWorker() {
    List<SimWorker> busy = workers.stream().filter(SimWorker::busy).toList();
    return world.oneOf(busy.isEmpty() || world.chance(0.3) ? workers : busy);
  }

  private void again(Fault fault, Runnable how) {
    long every = world.faults().millis(fault);
    if (every > 0) {
      world.after(
          world.around(every),
          () -> {
            if (world.now() < Draw.FAULTY) {
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
