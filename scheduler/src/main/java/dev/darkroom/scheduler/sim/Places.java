package dev.darkroom.scheduler.sim;

import dev.darkroom.job.id.PoolId;
import java.util.Map;
import java.util.Objects;

/**
 * What stands on which partition.
 *
 * @param partitions how many there are
 * @param pools the partition of each pool
 * @param workers the pool of each worker, by its name
 */
record Places(int partitions, Map<PoolId, Integer> pools, Map<String, PoolId> workers) {
  Places {
    pools = Map.copyOf(pools);
    workers = Map.copyOf(workers);
  }

  int of(PoolId pool) {
    return Objects.requireNonNull(pools.get(pool), pool.value());
  }

  int ofWorker(String name) {
    return of(Objects.requireNonNull(workers.get(name), name));
  }
}
