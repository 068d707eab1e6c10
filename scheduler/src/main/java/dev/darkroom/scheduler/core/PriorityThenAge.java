package dev.darkroom.scheduler.core;

import dev.darkroom.job.JobId;
import dev.darkroom.job.JobKind;
import dev.darkroom.job.JobRecord;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;

/**
 * The job of the highest priority, then the oldest, of the kinds that the worker runs. A job that
 * this worker lacked room for is left to another while the pool has one; at most {@link
 * #LOOK_AHEAD} jobs of a kind are passed over so.
 */
public final class PriorityThenAge implements DispatchOrder {
  static final int LOOK_AHEAD = 32;

  @Override
  public Optional<JobRecord> next(SchedulerState state, Pool pool, Seat worker) {
    return worker.record().capabilities().kinds().stream()
        .flatMap(kind -> first(state, pool, worker, kind).stream())
        .min(Comparator.comparing(Map.Entry::getKey))
        .flatMap(entry -> state.job(entry.getValue()));
  }

  private static Optional<Map.Entry<Place, JobId>> first(
      SchedulerState state, Pool pool, Seat worker, JobKind kind) {
    int looked = 0;
    for (Map.Entry<Place, JobId> entry : pool.readyOf(kind)) {
      if (!leftToAnother(state, pool, worker, kind, entry.getValue())) {
        return Optional.of(entry);
      }
      if (++looked == LOOK_AHEAD) {
        return Optional.empty();
      }
    }
    return Optional.empty();
  }

  private static boolean leftToAnother(
      SchedulerState state, Pool pool, Seat worker, JobKind kind, JobId job) {
    return pool.avoided().get(job).filter(worker.name()::equals).isPresent()
        && state
            .members(pool)
            .anyMatch(other -> !other.id().name().equals(worker.name()) && other.takes(kind));
  }
}
