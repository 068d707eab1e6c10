package dev.darkroom.scheduler.core;

import dev.darkroom.job.JobRecord;
import java.util.Optional;

/**
 * Which waiting job an idle worker should run. Pure, like all of the core: fairness, affinity and
 * batches are other orders.
 */
@FunctionalInterface
public interface DispatchOrder {
  /**
   * The job to run next.
   *
   * @param pool the worker's pool, its queue as it is now
   * @return a job of the pool's {@link Pool#ready} that this worker may run; empty where none waits
   */
  Optional<JobRecord> next(SchedulerState state, Pool pool, Seat worker);
}
