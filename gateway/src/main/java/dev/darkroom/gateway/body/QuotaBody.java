package dev.darkroom.gateway.body;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What a tenant has of each pool, and what is left of its quota. */
public record QuotaBody(String object, String tenant, double weight, List<PoolQuota> pools) {

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
      Optional<Instant> resetsAt) {}
}
