package dev.darkroom.gateway.body;

import dev.darkroom.gateway.view.PoolView;
import dev.darkroom.job.PoolRecord;
import dev.darkroom.job.WorkerRecord;
import dev.darkroom.job.WorkerState;
import java.util.Collection;
import java.util.function.Predicate;

/**
 * A pool.
 *
 * @param maxQueued waiting jobs beyond which submits are refused
 */
public record PoolBody(
    String id, String object, int partition, int maxQueued, int queued, Workers workers) {

  /** How many workers of the pool are in which state. */
  public record Workers(long idle, long busy, long draining) {}

  public static PoolBody of(PoolRecord pool, PoolView view) {
    Collection<WorkerRecord> workers = view.workers(pool.id());
    return new PoolBody(
        pool.id().toString(),
        "pool",
        pool.partition(),
        pool.maxQueued(),
        view.waiting(pool.id()),
        new Workers(
            count(workers, WorkerState.Idle.class::isInstance),
            count(workers, WorkerState.Busy.class::isInstance),
            count(workers, WorkerState.Draining.class::isInstance)));
  }

  private static long count(Collection<WorkerRecord> workers, Predicate<WorkerState> in) {
    return workers.stream().map(WorkerRecord::state).filter(in).count();
  }
}
