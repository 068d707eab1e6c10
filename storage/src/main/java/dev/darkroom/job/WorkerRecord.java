package dev.darkroom.job;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import java.time.Instant;
import java.util.List;

/**
 * The whole latest state of a worker: the value of {@code worker/<name>} in the state topic.
 *
 * @param models what it holds in memory, named as {@link Demand#resources} names it
 * @param sequence of the last heartbeat that was applied
 * @param locked an operator's: it stays, and takes no new work
 */
public record WorkerRecord(
    WorkerId id,
    PoolId pool,
    Capabilities capabilities,
    WorkerState state,
    List<String> models,
    long sequence,
    Instant joinedAt,
    @JsonInclude(JsonInclude.Include.NON_DEFAULT) @JsonSetter(nulls = Nulls.AS_EMPTY)
        boolean locked) {
  public WorkerRecord {
    models = List.copyOf(models);
  }

  /** A worker that has just joined. */
  public static WorkerRecord joined(
      WorkerId id, PoolId pool, Capabilities capabilities, Instant at) {
    return new WorkerRecord(
        id, pool, capabilities, new WorkerState.Idle(at), List.of(), 0, at, false);
  }

  /** The runs it holds. */
  public List<RunRef> runs() {
    return state.currentRuns();
  }

  /** Whether it may be given new work, now or when it is free again. */
  public boolean open() {
    return switch (state) {
      case WorkerState.Idle _, WorkerState.Busy _ -> !locked;
      case WorkerState.Draining _, WorkerState.Gone _ -> false;
    };
  }

  /** Whether it runs jobs of this kind, now or when it is free again. */
  public boolean takes(JobKind kind) {
    return open() && capabilities.kinds().contains(kind);
  }

  /** The same worker in another state. */
  public WorkerRecord in(WorkerState next) {
    return new WorkerRecord(id, pool, capabilities, next, models, sequence, joinedAt, locked);
  }

  /** The same worker, as its operator lets it take new work or not. */
  public WorkerRecord locked(boolean now) {
    return new WorkerRecord(id, pool, capabilities, state, models, sequence, joinedAt, now);
  }

  /** The same worker as its heartbeat tells of it. */
  public WorkerRecord beaten(WorkerState next, List<String> held, long beat) {
    return new WorkerRecord(id, pool, capabilities, next, held, beat, joinedAt, locked);
  }
}
