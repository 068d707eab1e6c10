package dev.darkroom.worker.core;

import dev.darkroom.job.WorkerId;
import java.util.List;

/**
 * Everything a worker decides by.
 *
 * @param sequence of the latest heartbeat
 * @param beatAt when the next one is due
 * @param models the names of those in memory
 */
public record WorkerState(
    WorkerId id,
    Life life,
    RunState run,
    LeaseGuard guard,
    long sequence,
    long beatAt,
    List<String> models) {
  public WorkerState {
    models = List.copyOf(models);
  }

  WorkerState with(Life next) {
    return new WorkerState(id, next, run, guard, sequence, beatAt, models);
  }

  WorkerState with(LeaseGuard next) {
    return new WorkerState(id, life, run, next, sequence, beatAt, models);
  }

  WorkerState with(List<String> held) {
    return new WorkerState(id, life, run, guard, sequence, beatAt, held);
  }

  WorkerState after(RunState.Event event) {
    return new WorkerState(id, life, RunState.apply(run, event), guard, sequence, beatAt, models);
  }

  WorkerState beaten(LeaseGuard next, long sequenceNow, long nextBeatAt) {
    return new WorkerState(id, life, run, next, sequenceNow, nextBeatAt, models);
  }
}
