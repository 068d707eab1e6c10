package dev.darkroom.job.worker;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import dev.darkroom.job.id.ModelRef;
import dev.darkroom.job.id.PoolId;
import dev.darkroom.job.id.RunRef;
import dev.darkroom.job.id.WorkerId;
import dev.darkroom.job.spec.Demand;
import dev.darkroom.job.spec.JobKind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The whole latest state of a worker: the value of {@code worker/<name>} in the state topic.
 *
 * @param models what it holds in memory, named as {@link Demand#resources} names it
 * @param sequence of the last heartbeat that was applied
 * @param locked an operator's: it stays, and takes no new work
 * @param breakers of the models that have failed on it, at most one of each
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
        boolean locked,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) @JsonSetter(nulls = Nulls.AS_EMPTY)
        List<Breaker> breakers) {
  /** Breakers that are remembered; of more, the latest. */
  public static final int MAX_BREAKERS = 64;

  public WorkerRecord {
    models = List.copyOf(models);
    breakers = List.copyOf(breakers);
  }

  /** A worker that nothing has failed on. */
  public WorkerRecord(
      WorkerId id,
      PoolId pool,
      Capabilities capabilities,
      WorkerState state,
      List<String> models,
      long sequence,
      Instant joinedAt,
      boolean locked) {
    this(id, pool, capabilities, state, models, sequence, joinedAt, locked, List.of());
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
    return new WorkerRecord(
        id, pool, capabilities, next, models, sequence, joinedAt, locked, breakers);
  }

  /** The same worker, as its operator lets it take new work or not. */
  public WorkerRecord locked(boolean now) {
    return new WorkerRecord(id, pool, capabilities, state, models, sequence, joinedAt, now);
  }

  /** The same worker as its heartbeat tells of it. */
  public WorkerRecord beaten(WorkerState next, List<String> held, long beat) {
    return new WorkerRecord(id, pool, capabilities, next, held, beat, joinedAt, locked, breakers);
  }

  /** What has failed of a model on it. */
  public Optional<Breaker> breaker(ModelRef model) {
    return breakers.stream().filter(breaker -> breaker.model().equals(model)).findFirst();
  }

  /** Whether it may be given this model: no breaker is open. */
  public boolean admits(ModelRef model, Instant now) {
    return breaker(model).map(breaker -> breaker.admits(now)).orElse(true);
  }

  /** The same worker with this breaker, in place of the model's former one. */
  public WorkerRecord with(Breaker breaker) {
    List<Breaker> all = new ArrayList<>(withoutBreaker(breaker.model()).breakers());
    all.add(breaker);
    return withBreakers(all.subList(Math.max(0, all.size() - MAX_BREAKERS), all.size()));
  }

  /** The same worker, on which the model has gone well. */
  public WorkerRecord withoutBreaker(ModelRef model) {
    return withBreakers(breakers.stream().filter(b -> !b.model().equals(model)).toList());
  }

  private WorkerRecord withBreakers(List<Breaker> all) {
    return new WorkerRecord(id, pool, capabilities, state, models, sequence, joinedAt, locked, all);
  }
}
