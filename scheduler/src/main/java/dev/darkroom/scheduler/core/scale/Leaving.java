package dev.darkroom.scheduler.core.scale;

import dev.darkroom.job.id.WorkerId;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Which of too many workers are drained: those whose drain costs least. */
public final class Leaving {
  private Leaving() {}

  /**
   * A worker that takes jobs.
   *
   * @param task what it runs; empty where it is idle
   */
  public record Candidate(WorkerId worker, Optional<Task> task) {}

  /**
   * What a busy worker runs; of a micro-batch, the member that lasts longest.
   *
   * @param rest how long it is expected to take from now
   * @param training what it has learnt since this checkpoint is lost if it is stopped; empty where
   *     the job is no training
   */
  public record Task(Duration rest, Optional<Instant> training) {}

  /**
   * Idle workers first; then those that are soon done; then trainings, the one with the freshest
   * checkpoint first.
   */
  private static final Comparator<Candidate> CHEAPEST =
      Comparator.<Candidate>comparingInt(
              c -> c.task().map(t -> t.training().isEmpty() ? 1 : 2).orElse(0))
          .thenComparing(
              c -> c.task().flatMap(Task::training).orElse(Instant.MAX), Comparator.reverseOrder())
          .thenComparing(c -> c.task().map(Task::rest).orElse(Duration.ZERO))
          .thenComparing(c -> c.worker().toString());

  /** So many of them, the cheapest. */
  public static List<WorkerId> cheapest(List<Candidate> workers, int many) {
    return workers.stream().sorted(CHEAPEST).limit(many).map(Candidate::worker).toList();
  }
}
