package dev.darkroom.scheduler.sim;

import dev.darkroom.job.Bill;
import dev.darkroom.job.JobEvent;
import dev.darkroom.job.JobHeader;
import dev.darkroom.job.JobRecord;
import dev.darkroom.job.id.JobId;
import dev.darkroom.job.id.PoolId;
import dev.darkroom.job.id.TenantId;
import dev.darkroom.job.tenant.Quota;
import dev.darkroom.scheduler.core.state.Outcome;
import dev.darkroom.scheduler.core.state.SchedulerState;
import dev.darkroom.storage.log.EventEntry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What every tenant has had of every pool, counted from the history alone, and its quotas. */
final class Accounts {
  /** Each run may have been rounded by so much. */
  private static final long ROUNDING = 1;

  private final boolean clocksAgree;
  private final Map<JobId, Granted> grants = new HashMap<>();
  private final Map<JobId, Instant> started = new HashMap<>();
  private final List<Run> ended = new ArrayList<>();

  private record Granted(JobHeader header, double share) {}

  private record Run(PoolId pool, TenantId tenant, Instant at, long millis) {}

  /**
   * Nobody has had anything.
   *
   * @param clocksAgree whether every scheduler's clock shows the same: where one does not, a run
   *     may end in another window than the next one sees
   */
  Accounts(boolean clocksAgree) {
    this.clocksAgree = clocksAgree;
  }

  void granted(JobHeader job, JobEvent.LeaseGranted grant) {
    grants.put(job.id(), new Granted(job, grant.bill().map(Bill::share).orElse(1.0)));
    started.remove(job.id());
  }

  void started(JobId job, Instant at) {
    started.put(job, at);
  }

  /** The job's run is over. */
  void over(JobId job, Instant at) {
    Instant from = started.remove(job);
    Granted run = grants.remove(job);
    if (from != null && run != null && from.isBefore(at)) {
      long own = (long) (Duration.between(from, at).toMillis() * run.share());
      ended.add(new Run(run.header().pool(), run.header().tenant(), at, own));
    }
  }

  /** Nobody was given more than it may have. */
  void check(Outcome outcome) {
    for (EventEntry entry : outcome.events()) {
      if (entry.event() instanceof JobEvent.LeaseGranted grant) {
        JobHeader job = outcome.next().job(entry.job()).orElseThrow().header();
        check(outcome.next(), job.pool(), job.tenant(), grant.at());
      }
    }
  }

  private void check(SchedulerState state, PoolId pool, TenantId tenant, Instant at) {
    Quota quota = state.tenant(tenant).quota();
    int running = running(state, pool, tenant);
    Violation.unless(
        running <= quota.maxRunning().orElse(Integer.MAX_VALUE),
        "%s was given a job and runs %s, over its quota",
        tenant,
        running);
    if (quota.budget().isPresent() && clocksAgree) {
      Quota.Budget budget = quota.budget().get();
      long had = had(pool, tenant, budget, at);
      Violation.unless(
          had < budget.gpuTime().toMillis(),
          "%s was given a job and has had %s ms of a budget of %s",
          tenant,
          had,
          budget.gpuTime());
    }
  }

  /** Worker time of the runs that have ended in the budget's window in which this time is. */
  private long had(PoolId pool, TenantId tenant, Quota.Budget budget, Instant at) {
    Instant window = budget.windowFrom(at);
    return ended.stream()
        .filter(run -> run.pool().equals(pool) && run.tenant().equals(tenant))
        .filter(run -> budget.windowFrom(run.at()).equals(window))
        .mapToLong(run -> run.millis() - ROUNDING)
        .sum();
  }

  private static int running(SchedulerState state, PoolId pool, TenantId tenant) {
    int running = 0;
    for (Map.Entry<JobId, JobRecord> entry : state.jobs()) {
      JobHeader job = entry.getValue().header();
      if (job.pool().equals(pool) && job.tenant().equals(tenant)) {
        running += entry.getValue().state().currentWorker().isPresent() ? 1 : 0;
      }
    }
    return running;
  }
}
