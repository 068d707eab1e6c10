package dev.darkroom.worker.core;

import dev.darkroom.job.id.WorkerId;
import java.util.List;

/**
 * Everything a worker decides by.
 *
 * @param sequence of the latest heartbeat
 * @param beatAt when the next one is due
 * @param models what is in memory, by the names that heartbeats tell
 */
public record WorkerState(
    WorkerId id,
    Life life,
    Place place,
    LeaseGuard guard,
    long sequence,
    long beatAt,
    List<String> models) {
  public WorkerState {
    models = List.copyOf(models);
  }

  WorkerState with(Life next) {
    return new WorkerState(id, next, place, guard, sequence, beatAt, models);
  }

  WorkerState with(LeaseGuard next) {
    return new WorkerState(id, life, place, next, sequence, beatAt, models);
  }

  /**
   * The worker with other models in memory. Its next heartbeat is due at once: whoever chooses the
   * next job should know of them.
   */
  WorkerState holding(List<String> held, long now) {
    return held.equals(models)
        ? this
        : new WorkerState(id, life, place, guard, sequence, now, held);
  }

  WorkerState with(Place next) {
    return new WorkerState(id, life, next, guard, sequence, beatAt, models);
  }

  WorkerState beaten(LeaseGuard next, long sequenceNow, long nextBeatAt) {
    return new WorkerState(id, life, place, next, sequenceNow, nextBeatAt, models);
  }
}
