package dev.darkroom.scheduler.sim;

import dev.darkroom.job.JobHeader;
import dev.darkroom.job.JobRecord;
import dev.darkroom.job.JobState;
import dev.darkroom.job.id.JobId;
import dev.darkroom.job.id.ModelRef;
import dev.darkroom.job.id.PoolId;
import dev.darkroom.job.id.TenantId;
import dev.darkroom.job.pool.PoolRecord;
import dev.darkroom.job.spec.Demand;
import dev.darkroom.job.spec.JobKind;
import dev.darkroom.job.tenant.Quota;
import dev.darkroom.job.tenant.TenantRecord;
import dev.darkroom.job.worker.Capabilities;
import dev.darkroom.scheduler.core.state.SchedulerState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Backlogs of tenants of different weights in a pool of their own, in a farm in which all is well.
 * While all of them want more, each has its weight's share of the workers, less one job beside
 * those that run; and who comes late and wants little waits for one job at most.
 */
final class SimContest {
  private static final PoolId POOL = PoolId.of("contest");
  private static final long CONTEST = 0xC0;
  private static final int JOBS = 24;
  private static final String LATE = "late";
  private static final JobId LATE_JOB = id(-1, 0);

  /** A run takes between a half and one and a half of what its job says. */
  private static final double LONGEST = 1.5;

  private final Plan.Contest plan;

  SimContest(Plan.Contest plan) {
    this.plan = plan;
  }

  PoolRecord pool() {
    return new PoolRecord(POOL, 0, 10 * JOBS);
  }

  List<TenantRecord> tenants() {
    List<TenantRecord> tenants = new ArrayList<>();
    for (int i = 0; i < plan.weights().size(); i++) {
      tenants.add(new TenantRecord(tenant(i), plan.weights().get(i), Quota.NONE));
    }
    return tenants;
  }

  List<Plan.Worker> workers() {
    List<Plan.Worker> workers = new ArrayList<>();
    for (int i = 0; i < plan.workers(); i++) {
      Capabilities can = new Capabilities(Set.of(JobKind.NOOP), "cpu", 1, Map.of());
      workers.add(new Plan.Worker("contest-" + i, POOL, can, 0, true));
    }
    return workers;
  }

  /** Everything that is asked; who comes late does so when a while has passed. */
  void begin(World world, SimClient client) {
    for (int nth = 0; nth < JOBS; nth++) {
      for (int i = 0; i < plan.weights().size(); i++) {
        JobId id = id(i, nth);
        JobHeader job = job(id, tenant(i), world.random().nextInt(10));
        client.submit(job, world.now());
      }
    }
    JobHeader late = job(LATE_JOB, TenantId.of(LATE), 0);
    client.submit(late, world.now() + 4 * plan.millis());
  }

  /** Whether a tenant has nothing left that waits, so that the others may have more. */
  boolean decided(SchedulerState state) {
    return tenants().stream().allMatch(t -> jobs(state, t.id()).count() == JOBS)
        && tenants().stream().anyMatch(t -> jobs(state, t.id()).noneMatch(SimContest::waits));
  }

  /** While all wanted more, each has had its share. */
  void judge(SchedulerState state, Instant now) {
    double all = 0;
    double weights = 0;
    for (TenantRecord tenant : tenants()) {
      all += served(state, tenant.id(), now);
      weights += tenant.weight();
    }
    double slack = (plan.workers() + 1) * LONGEST * plan.millis(); // those that run, and one
    for (TenantRecord tenant : tenants()) {
      double had = served(state, tenant.id(), now);
      double share = all * tenant.weight() / weights;
      Violation.unless(
          had >= share - slack,
          "of %s ms %s of weight %s has had %s, less than its share of %s by more than those that run and one job",
          (long) all,
          tenant.id(),
          tenant.weight(),
          (long) had,
          (long) share);
    }
  }

  /** Who came late has waited for one job at most. */
  void judgeLate(SchedulerState state) {
    JobRecord job = state.job(LATE_JOB).orElseThrow();
    Instant asked = job.timeline().getFirst().at();
    Instant began = job.startedAt().orElseThrow();
    Duration waited = Duration.between(asked, began);
    Violation.unless(
        waited.toMillis() <= LONGEST * plan.millis() + 1_000,
        "the only job of a light tenant waited %s, longer than any job runs",
        waited);
  }

  private static long served(SchedulerState state, TenantId tenant, Instant now) {
    return jobs(state, tenant).mapToLong(job -> ran(job, now)).sum();
  }

  private static long ran(JobRecord job, Instant now) {
    Optional<Instant> ended = job.state().endedAt();
    boolean runs = job.state() instanceof JobState.Running;
    return job.startedAt()
        .filter(_ -> runs || ended.isPresent())
        .map(from -> Duration.between(from, ended.orElse(now)).toMillis())
        .orElse(0L);
  }

  private static Stream<JobRecord> jobs(SchedulerState state, TenantId tenant) {
    List<JobRecord> its = new ArrayList<>();
    for (Map.Entry<JobId, JobRecord> entry : state.jobs()) {
      JobHeader header = entry.getValue().header();
      if (header.pool().equals(POOL) && header.tenant().equals(tenant)) {
        its.add(entry.getValue());
      }
    }
    return its.stream();
  }

  private static boolean waits(JobRecord job) {
    return job.state() instanceof JobState.Queued;
  }

  private JobHeader job(JobId id, TenantId tenant, int priority) {
    ModelRef model = ModelRef.parse("noop");
    Demand demand =
        new Demand("noop/contest", plan.millis(), 1, Optional.empty(), Set.of(), 0, 0, Map.of());
    return new JobHeader(
        id,
        tenant,
        POOL,
        JobKind.NOOP,
        model,
        priority,
        Map.of(),
        Plan.BEGIN,
        demand,
        Optional.empty());
  }

  private static JobId id(int tenant, int nth) {
    return JobId.ofRandom(new UUID((CONTEST + tenant) << Integer.SIZE, nth), 0);
  }

  private static TenantId tenant(int nth) {
    return TenantId.of("contest-" + nth);
  }
}
