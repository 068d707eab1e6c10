package dev.darkroom.job;

/**
 * The whole latest state of a pool: the value of {@code pool/<id>} in the state topic, on the
 * partition it stands on.
 *
 * @param partition where the pool's jobs live
 * @param maxQueued waiting jobs beyond which submits are refused with {@code queue_full}
 */
public record PoolRecord(PoolId id, int partition, int maxQueued) {
  /** The pool that jobs and workers belong to when they name none. */
  public static final PoolId DEFAULT = PoolId.of("default");

  public PoolRecord {
    if (maxQueued < 1) {
      throw new IllegalArgumentException("maxQueued " + maxQueued + " is below 1");
    }
  }
}
