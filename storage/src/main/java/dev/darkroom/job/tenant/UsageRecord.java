package dev.darkroom.job.tenant;

import dev.darkroom.job.id.PoolId;
import dev.darkroom.job.id.TenantId;
import java.time.Instant;

/**
 * What a tenant has had of a pool: the value of {@code usage/<pool>/<tenant>} in the state topic.
 *
 * <p>Both marks are on a scale on which time does not matter: the logarithm of the worker time per
 * weight that a tenant has had, as it would be by now if nothing had decayed. All decay alike, so
 * who has had less stays so until somebody is charged.
 *
 * @param finish the tenant's mark after all that it was charged
 * @param start where its latest charge began
 * @param windowFrom when the window of its budget began
 * @param windowSeconds worker time of the runs that ended in that window
 */
public record UsageRecord(
    PoolId pool,
    TenantId tenant,
    double finish,
    double start,
    Instant windowFrom,
    double windowSeconds) {

  /** A tenant that has had nothing. */
  public static UsageRecord none(PoolId pool, TenantId tenant) {
    return new UsageRecord(pool, tenant, 0, 0, Instant.EPOCH, 0);
  }
}
