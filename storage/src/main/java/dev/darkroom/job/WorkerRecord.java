package dev.darkroom.job;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The whole latest state of a worker: the value of {@code worker/<name>} in the state topic.
 *
 * @param models the names of the models it holds in memory
 * @param sequence of the last heartbeat that was applied
 */
public record WorkerRecord(
    WorkerId id,
    PoolId pool,
    Capabilities capabilities,
    WorkerState state,
    List<String> models,
    long sequence,
    Instant joinedAt) {
  public WorkerRecord {
    models = List.copyOf(models);
  }

  /** The run it holds, if any. */
  public Optional<RunRef> run() {
    return state.currentRun();
  }

  /** Whether it runs jobs of this kind, now or when it is free again. */
  public boolean takes(JobKind kind) {
    return switch (state) {
      case WorkerState.Idle _, WorkerState.Busy _ -> capabilities.kinds().contains(kind);
      case WorkerState.Draining _, WorkerState.Gone _ -> false;
    };
  }
}
