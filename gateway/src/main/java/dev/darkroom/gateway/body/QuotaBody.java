package dev.darkroom.gateway.body;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a tenant has of each pool, and what is left of its quota.
 *
 * @param key the budget of the key that asks; null where it has none
 */
public record QuotaBody(
    String object, String tenant, double weight, List<PoolQuota> pools, Optional<KeyQuota> key) {

  /** Of one key, in all pools together. */
  public record KeyQuota(String id, Time gpuSeconds) {}

  /** Of one pool. */
  public record PoolQuota(String pool, Count queued, Count running, Time gpuSeconds) {}

  /**
   * Jobs.
   *
   * @param limit null where there is none, and then {@code remaining} is too
   */
  public record Count(int used, Optional<Integer> limit, Optional<Integer> remaining) {
    public static Count of(int used, Optional<Integer> limit) {
      return new Count(used, limit, limit.map(most -> Math.max(0, most - used)));
    }
  }

  /**
   * Worker time of the runs that ended in the current window.
   *
   * @param resetsAt when the next window begins
   */
  public record Time(
      Optional<Double> used,
      Optional<Double> limit,
      Optional<Double> remaining,
      Optional<Double> windowSeconds,
      Optional<Instant> resetsAt) {
    public static Time of(double used, double limit, Duration window, Instant resetsAt) {
      return new Time(
          Optional.of(used),
          Optional.of(limit),
          Optional.of(Math.max(0, limit - used)),
          Optional.of(window.toMillis() / 1e3),
          Optional.of(resetsAt));
    }

    /** Without a budget. */
    public static Time unlimited() {
      return new Time(
          Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }
  }
}
