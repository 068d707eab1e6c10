package dev.darkroom.job;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Optional;

/**
 * The whole latest state of a pool: the value of {@code pool/<id>} in the state topic, on the
 * partition it stands on.
 *
 * @param partition where the pool's jobs live
 * @param maxQueued waiting jobs beyond which submits are refused with {@code queue_full}
 */
public record PoolRecord(PoolId id, int partition, int maxQueued, PoolMode mode) {
  /** The pool that jobs and workers belong to when they name none. */
  public static final PoolId DEFAULT = PoolId.of("default");

  public PoolRecord {
    if (maxQueued < 1) {
      throw new IllegalArgumentException("maxQueued " + maxQueued + " is below 1");
    }
  }

  /** A pool that is open. */
  public PoolRecord(PoolId id, int partition, int maxQueued) {
    this(id, partition, maxQueued, PoolMode.OPEN);
  }

  /** Reads one; those written before pools had modes are open. */
  @JsonCreator
  static PoolRecord read(
      @JsonProperty("id") PoolId id,
      @JsonProperty("partition") int partition,
      @JsonProperty("maxQueued") int maxQueued,
      @JsonProperty("mode") Optional<PoolMode> mode) {
    return new PoolRecord(id, partition, maxQueued, mode.orElse(PoolMode.OPEN));
  }

  public PoolRecord in(PoolMode other) {
    return new PoolRecord(id, partition, maxQueued, other);
  }
}
