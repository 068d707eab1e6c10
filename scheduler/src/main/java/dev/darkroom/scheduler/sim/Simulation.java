package dev.darkroom.scheduler.sim;

import dev.darkroom.job.JobRecord;
import dev.darkroom.job.JobState;
import dev.darkroom.job.id.JobId;
import dev.darkroom.job.pool.PoolRecord;
import dev.darkroom.job.tenant.TenantRecord;
import dev.darkroom.job.worker.Breaker;
import dev.darkroom.scheduler.core.policy.RetryPolicy;
import dev.darkroom.scheduler.core.policy.SchedulerPolicy;
import dev.darkroom.scheduler.core.policy.Sharing;
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
import java.util.stream.IntStream;

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
  private final Whereabouts whereabouts = new Whereabouts();
  private final SimClient client;
  private final Function<Plan.Worker, SimWorker> joining;
  private final Optional<SimContest> contest;
  private final List<SimWorker> workers = new ArrayList<>();
  private final List<Site> sites = new ArrayList<>();

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
    SimStore store = new SimStore(world, setup.plant());
    Accounts accounts = new Accounts(plan.faults().without(CLOCKS).equals(plan.faults()));
    stories = new JobStories(store, accounts);
    Places places = plan.places();
    List<SimLog> logs =
        IntStream.range(0, plan.partitions())
            .mapToObj(partition -> new SimLog(partition, setup.plant()))
            .toList();
    Network network = new Network(world, logs, places, partition -> sites.get(partition).wake());
    for (SimLog log : logs) {
      Invariants invariants = new Invariants(log.partition(), stories, accounts, whereabouts);
      sites.add(new Site(world, log, network, invariants, POLICY, setup.plant()));
    }
    contest = plan.contest().map(SimContest::new);
    known(plan);
    client = new SimClient(world, network, store, places);
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

  /** Each pool is known where it stands, each tenant everywhere. */
  private void known(Plan plan) {
    List<PoolRecord> pools = new ArrayList<>(plan.pools());
    List<TenantRecord> tenants = new ArrayList<>(plan.tenants());
    contest.ifPresent(c -> {
      pools.add(c.pool());
      tenants.addAll(c.tenants());
    });
    pools.forEach(pool -> sites.get(pool.partition()).knows(new StateEntry.PoolEntry(pool)));
    tenants.forEach(
        tenant -> sites.forEach(site -> site.knows(new StateEntry.TenantEntry(tenant))));
  }

  private void join(Plan.Worker plan) {
    SimWorker worker = joining.apply(plan);
    workers.add(worker);
    world.after(plan.at(), worker::start);
  }

  private Trial.Result run() {
    sites.forEach(Site::begin);
    again(Fault.WORKER_FREEZES, () -> anyWorker().freeze(world.upTo(3 * LEASE.toMillis())));
    again(Fault.WORKER_DIES, () -> anyWorker().kill());
    again(Fault.WORKER_DRAINS, () -> anyWorker().drain(world.random().nextBoolean()));
    again(Fault.FAILOVER, this::failOver);
    again(Fault.SCHEDULER_PAUSES, () -> anySite().owner().pause(world.upTo(2_000)));
    again(Fault.CLOCK_JUMPS, () -> anySite().owner().setClock(world.upTo(2 * JUMP) - JUMP));
    while (world.step(Draw.FAULTY)) {
      Invariants.working(workers);
    }
    world.faults(Faults.NONE);
    world.trace("all is well again", "");
    settle();
    contest.ifPresent(this::hold);
    return new Trial.Result.Held(world.hash(), world.now(), ends(), stories.arrows());
  }

  private void settle() {
    until(() ->
        client.allAnswered()
            && whereabouts.allArrived()
            && sites.stream().allMatch(site -> site.invariants().allEnded()));
    Violation.unless(client.allAnswered(), "a command was never answered");
    Violation.unless(whereabouts.allArrived(), "a job has left and arrived nowhere");
    for (JobId job : client.accepted()) {
      Violation.unless(whereabouts.has(job), "accepted job %s is lost", job);
    }
    sites.forEach(site -> site.invariants().settled());
  }

  private void hold(SimContest contest) {
    Site arena = sites.get(contest.pool().partition());
    contest.workers().forEach(this::join);
    contest.begin(world, client);
    until(() -> contest.decided(arena.invariants().shadow()));
    contest.judge(arena.invariants().shadow(), arena.owner().clock());
    settle();
    contest.judgeLate(arena.invariants().shadow());
  }

  /** Lets the farm go on until something is so, or far too long. */
  private void until(BooleanSupplier done) {
    long end = world.now() + HEALED;
    while (!done.getAsBoolean() && world.step(end)) {
      Invariants.working(workers);
    }
  }

  /** One partition is taken over, or all that a process had. */
  private void failOver() {
    if (sites.size() > 1 && world.chance(0.3)) {
      sites.forEach(Site::failOver);
    } else {
      anySite().failOver();
    }
  }

  private Site anySite() {
    return sites.size() == 1 ? sites.getFirst() : world.oneOf(sites);
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
    for (Site site : sites) {
      for (Map.Entry<JobId, JobRecord> entry : site.invariants().shadow().jobs()) {
        JobState state = entry.getValue().state();
        if (!(state instanceof JobState.MovedOut)) {
          ends.merge(state.getClass().getSimpleName(), 1, Integer::sum);
        }
      }
    }
    return ends;
  }
}
