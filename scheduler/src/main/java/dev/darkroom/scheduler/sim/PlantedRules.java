package dev.darkroom.scheduler.sim;

import dev.darkroom.job.JobHeader;
import dev.darkroom.job.JobRecord;
import dev.darkroom.job.JobState;
import dev.darkroom.job.id.TenantId;
import dev.darkroom.job.spec.JobKind;
import dev.darkroom.job.tenant.Quota;
import dev.darkroom.job.tenant.TenantRecord;
import dev.darkroom.job.worker.Breaker;
import dev.darkroom.job.worker.Capabilities;
import dev.darkroom.job.worker.WorkerRecord;
import dev.darkroom.scheduler.core.state.SchedulerState;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** Rules that do not look at what they should: what they see instead. */
final class PlantedRules {
  private static final Duration LONG = Duration.ofHours(1);
  private static final int MORE_UNITS = 4;

  private PlantedRules() {}

  /** What a decider with this bug sees of the farm. */
  static Lies lies(Plant plant, SchedulerState state, Instant now) {
    return switch (plant) {
      case IGNORE_WEIGHTS -> Lies.aboutTenants(t -> new TenantRecord(t.id(), 1, t.quota()));
      case EXCEED_QUOTA -> Lies.aboutTenants(t -> without(t, t.quota().budget()));
      case EXCEED_BUDGET ->
          Lies.aboutTenants(t ->
              new TenantRecord(
                  t.id(),
                  t.weight(),
                  new Quota(t.quota().maxQueued(), t.quota().maxRunning(), Optional.empty())));
      case STARVE_TENANT -> {
        Optional<TenantId> victim = victim(state);
        yield Lies.aboutJobs(
            job -> victim.equals(Optional.of(job.header().tenant())) ? asleep(job, now) : job);
      }
      case FORGET_QUOTA_RELEASE -> {
        Set<TenantId> full = everFull(state);
        yield Lies.aboutJobs(job -> full.contains(job.header().tenant()) ? asleep(job, now) : job);
      }
      case SKIP_DEADLINE -> Lies.aboutJobs(job -> with(job, timeless(job.header())));
      case PREEMPT_GENERATION ->
          Lies.aboutJobs(job ->
              job.state() instanceof JobState.Running
                  ? with(job, of(job.header(), JobKind.INVERSION))
                  : job);
      case IGNORE_LABEL ->
          Lies.aboutWorkers(w ->
              with(w, w.capabilities().memoryBytes(), w.capabilities().maxBatch(), Draw.LABELS));
      case IGNORE_MEMORY ->
          Lies.aboutWorkers(
              w -> with(w, Long.MAX_VALUE, w.capabilities().maxBatch(), w.capabilities().labels()));
      case OVERFILL_BATCH ->
          Lies.aboutWorkers(w ->
              with(
                  w,
                  w.capabilities().memoryBytes(),
                  w.capabilities().maxBatch() + MORE_UNITS,
                  w.capabilities().labels()));
      case IGNORE_BREAKER ->
          Lies.aboutWorkers(w ->
              w.breakers().stream()
                  .filter(Breaker.Open.class::isInstance)
                  .map(Breaker::model)
                  .reduce(w, WorkerRecord::withoutBreaker, (one, _) -> one));
      case GRANT_LOCKED_WORKER -> Lies.aboutWorkers(w -> w.locked(false));
      default -> throw new IllegalArgumentException(plant + " is no rule that sees another farm");
    };
  }

  private static TenantRecord without(TenantRecord tenant, Optional<Quota.Budget> budget) {
    return new TenantRecord(
        tenant.id(),
        tenant.weight(),
        new Quota(tenant.quota().maxQueued(), OptionalInt.empty(), budget));
  }

  /** The last of the tenants that wait, where there are several. */
  private static Optional<TenantId> victim(SchedulerState state) {
    Set<TenantId> waiting = new HashSet<>();
    for (var entry : state.jobs()) {
      if (entry.getValue().state() instanceof JobState.Queued) {
        waiting.add(entry.getValue().header().tenant());
      }
    }
    return waiting.size() < 2 ? Optional.empty() : waiting.stream().max(TenantId::compareTo);
  }

  /** Tenants that have begun as many jobs, ever, as they may run at a time. */
  private static Set<TenantId> everFull(SchedulerState state) {
    Map<TenantId, Integer> begun = new HashMap<>();
    for (var entry : state.jobs()) {
      JobRecord job = entry.getValue();
      begun.merge(job.header().tenant(), (int) job.lastEpoch().value(), Integer::sum);
    }
    Set<TenantId> full = new HashSet<>();
    begun.forEach((tenant, jobs) -> {
      if (jobs >= state.tenant(tenant).quota().maxRunning().orElse(Integer.MAX_VALUE)) {
        full.add(tenant);
      }
    });
    return full;
  }

  private static JobRecord asleep(JobRecord job, Instant now) {
    return job.state() instanceof JobState.Queued s
        ? with(
            job, new JobState.Queued(s.tries(), s.last(), s.since(), Optional.of(now.plus(LONG))))
        : job;
  }

  private static JobHeader timeless(JobHeader job) {
    return new JobHeader(
        job.id(),
        job.tenant(),
        job.pool(),
        job.kind(),
        job.model(),
        job.priority(),
        job.metadata(),
        job.createdAt(),
        job.demand(),
        Optional.empty());
  }

  private static JobHeader of(JobHeader job, JobKind kind) {
    return new JobHeader(
        job.id(),
        job.tenant(),
        job.pool(),
        kind,
        job.model(),
        job.priority(),
        job.metadata(),
        job.createdAt(),
        job.demand(),
        job.deadline());
  }

  private static JobRecord with(JobRecord job, JobHeader header) {
    return new JobRecord(
        header,
        job.spec(),
        job.state(),
        job.timeline(),
        job.outputs(),
        job.startedAt(),
        job.past(),
        job.attempts(),
        job.travels());
  }

  private static JobRecord with(JobRecord job, JobState state) {
    return new JobRecord(
        job.header(),
        job.spec(),
        state,
        job.timeline(),
        job.outputs(),
        job.startedAt(),
        job.past(),
        job.attempts(),
        job.travels());
  }

  private static WorkerRecord with(
      WorkerRecord worker, long memory, int batch, Map<String, String> labels) {
    Capabilities can = worker.capabilities();
    return new WorkerRecord(
        worker.id(),
        worker.pool(),
        new Capabilities(
            can.kinds(),
            can.device(),
            memory,
            labels,
            can.workerClass(),
            can.dtypes(),
            can.models(),
            batch),
        worker.state(),
        worker.models(),
        worker.sequence(),
        worker.joinedAt(),
        worker.locked(),
        worker.breakers());
  }
}
