package dev.darkroom.job;

/**
 * What an operator says of a tenant: the value of {@code tenant/<id>} in the state topic, on every
 * partition.
 *
 * @param weight its share of a pool beside the other tenants' weights; 1 where nobody has said
 */
public record TenantRecord(TenantId id, double weight, Quota quota) {
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
