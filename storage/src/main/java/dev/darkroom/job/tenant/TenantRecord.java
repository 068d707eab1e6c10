package dev.darkroom.job.tenant;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.darkroom.job.id.TenantId;
import java.time.Duration;
import java.util.Optional;

/**
 * What an operator says of a tenant: the value of {@code tenant/<id>} in the state topic, on every
 * partition.
 *
 * @param weight its share of a pool beside the other tenants' weights; 1 where nobody has said
 * @param outputsExpireAfter how long after their end its jobs keep their files, unless they say
 *     otherwise; empty for the farm's own time
 */
public record TenantRecord(
    TenantId id,
    double weight,
    Quota quota,
    @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<Duration> outputsExpireAfter) {

  /** A tenant whose outputs are kept for as long as the farm keeps them. */
  public TenantRecord(TenantId id, double weight, Quota quota) {
    this(id, weight, quota, Optional.empty());
  }

  public TenantRecord {
    if (!(weight >= 0.001 && weight <= 1000)) {
      throw new IllegalArgumentException(
          "a weight of " + weight + " is none: use a number from 0.001 to 1000");
    }
  }

  /** A tenant of whom nobody has said anything. */
  public static TenantRecord unspoken(TenantId id) {
    return new TenantRecord(id, 1, Quota.NONE);
  }
}
