package dev.darkroom.scheduler.core.account;

import dev.darkroom.job.id.PoolId;
import dev.darkroom.job.id.TenantId;
import dev.darkroom.job.tenant.Quota;
import dev.darkroom.scheduler.core.state.SchedulerState;
import dev.darkroom.scheduler.core.state.Shares;
import java.time.Instant;
import java.util.Optional;

/** Whether a tenant may be given more of a pool. */
public final class Quotas {
  private Quotas() {}

  /** Why a tenant is given no more for now. */
  public enum Reached {
    /** As many of its jobs run as may. */
    RUNNING,
    /** It has used up the worker time of this window. */
    BUDGET
  }

  /**
   * The limit that the tenant has reached, if any.
   *
   * @param more jobs that it is being given in this very decision
   */
  public static Optional<Reached> reached(
      SchedulerState state, PoolId pool, TenantId tenant, int more, Instant now) {
    Quota quota = state.tenant(tenant).quota();
    Shares shares = state.pool(pool).shares();
    if (quota.maxRunning().isPresent()
        && shares.running(tenant) + more >= quota.maxRunning().getAsInt()) {
      return Optional.of(Reached.RUNNING);
    }
    return quota
        .budget()
        .filter(budget -> used(shares, tenant, budget.windowFrom(now)) >= seconds(budget))
        .map(_ -> Reached.BUDGET);
  }

  /** When the window of the tenant's budget ends; empty where it has none. */
  public static Optional<Instant> windowEnd(SchedulerState state, TenantId tenant, Instant now) {
    return state
        .tenant(tenant)
        .quota()
        .budget()
        .map(budget -> budget.windowFrom(now).plus(budget.window()));
  }

  /** Worker time of the runs that ended in the window that began then, in seconds. */
  private static double used(Shares shares, TenantId tenant, Instant from) {
    return shares
        .usage()
        .get(tenant)
        .filter(usage -> usage.windowFrom().equals(from))
        .map(usage -> usage.windowSeconds())
        .orElse(0.0);
  }

  private static double seconds(Quota.Budget budget) {
    return budget.gpuTime().toMillis() / 1e3;
  }
}
