package dev.darkroom.gateway.body;

import dev.darkroom.job.JobKind;
import dev.darkroom.job.WorkerRecord;
import dev.darkroom.job.WorkerState;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A worker.
 *
 * @param state {@code idle}, {@code busy}, {@code draining} or {@code gone}
 * @param locked whether an operator gives it no new work
 * @param job what it runs
 * @param since when it came into this state
 */
public record WorkerBody(
    String id,
    String object,
    String name,
    String pool,
    String state,
    boolean locked,
    Optional<String> job,
    Instant since,
    String device,
    long memoryBytes,
    List<String> kinds,
    List<String> models,
    Map<String, String> labels,
    Instant joinedAt) {

  public static WorkerBody of(WorkerRecord worker) {
    return new WorkerBody(
        worker.id().toString(),
        "worker",
        worker.id().name(),
        worker.pool().toString(),
        state(worker.state()),
        worker.locked(),
        worker.runs().stream().map(run -> run.job().toString()).findFirst(),
        since(worker.state()),
        worker.capabilities().device(),
        worker.capabilities().memoryBytes(),
        worker.capabilities().kinds().stream().map(JobKind::toString).sorted().toList(),
        worker.models(),
        worker.capabilities().labels(),
        worker.joinedAt());
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
