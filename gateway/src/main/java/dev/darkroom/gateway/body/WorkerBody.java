package dev.darkroom.gateway.body;

import dev.darkroom.job.spec.JobKind;
import dev.darkroom.job.worker.Breaker;
import dev.darkroom.job.worker.WorkerRecord;
import dev.darkroom.job.worker.WorkerState;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A worker.
 *
 * @param state {@code idle}, {@code busy}, {@code draining} or {@code gone}
 * @param locked whether an operator gives it no new work
 * @param job the first of {@code jobs}
 * @param jobs what it runs: several where they share a lease
 * @param since when it came into this state
 * @param breakers of the models that have failed on it
 */
public record WorkerBody(
    String id,
    String object,
    String name,
    String pool,
    String state,
    boolean locked,
    Optional<String> job,
    List<String> jobs,
    Instant since,
    String device,
    String workerClass,
    long memoryBytes,
    int maxBatch,
    List<String> kinds,
    List<String> models,
    Map<String, String> labels,
    Instant joinedAt,
    List<BreakerBody> breakers) {

  /**
   * What has failed of a model on a worker.
   *
   * @param state {@code counting}, or {@code open}
   * @param openUntil until then it is not given the model; then it is half open: the next lease of
   *     it is the trial
   */
  public record BreakerBody(
      String model,
      String state,
      Optional<Integer> failures,
      Optional<Integer> openings,
      Optional<Instant> openUntil) {
    static BreakerBody of(Breaker breaker) {
      return switch (breaker) {
        case Breaker.Counting b ->
            new BreakerBody(
                b.model().toString(),
                "counting",
                Optional.of(b.failures()),
                Optional.empty(),
                Optional.empty());
        case Breaker.Open b ->
            new BreakerBody(
                b.model().toString(),
                "open",
                Optional.empty(),
                Optional.of(b.openings()),
                Optional.of(b.until()));
      };
    }
  }

  public static WorkerBody of(WorkerRecord worker) {
    List<String> jobs = worker.runs().stream().map(run -> run.job().toString()).toList();
    return new WorkerBody(
        worker.id().toString(),
        "worker",
        worker.id().name(),
        worker.pool().toString(),
        state(worker.state()),
        worker.locked(),
        jobs.stream().findFirst(),
        jobs,
        since(worker.state()),
        worker.capabilities().device(),
        worker.capabilities().workerClass(),
        worker.capabilities().memoryBytes(),
        worker.capabilities().maxBatch(),
        worker.capabilities().kinds().stream().map(JobKind::toString).sorted().toList(),
        worker.models(),
        worker.capabilities().labels(),
        worker.joinedAt(),
        worker.breakers().stream().map(BreakerBody::of).toList());
  }

  private static String state(WorkerState state) {
    return switch (state) {
      case WorkerState.Idle _ -> "idle";
      case WorkerState.Busy _ -> "busy";
      case WorkerState.Draining _ -> "draining";
      case WorkerState.Gone _ -> "gone";
    };
  }

  private static Instant since(WorkerState state) {
    return switch (state) {
      case WorkerState.Idle s -> s.since();
      case WorkerState.Busy s -> s.since();
      case WorkerState.Draining s -> s.since();
      case WorkerState.Gone s -> s.since();
    };
  }
}
