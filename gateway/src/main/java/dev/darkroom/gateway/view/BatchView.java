package dev.darkroom.gateway.view;

import dev.darkroom.job.JobRecord;
import dev.darkroom.job.JobState;
import dev.darkroom.job.id.BatchId;
import dev.darkroom.job.id.BatchLine;
import dev.darkroom.job.id.JobId;
import dev.darkroom.storage.batch.BatchResult;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The jobs of batches by their lines, as long as the log has them. Who looks after a batch follows
 * it, and misses nothing from then on. One thread writes at a time, many read.
 */
public final class BatchView {
  private final Map<BatchId, Jobs> batches = new ConcurrentHashMap<>();

  /**
   * A line whose job the log has.
   *
   * @param number of the line
   * @param result empty while its job waits or runs
   */
  public record Line(int number, JobId job, Optional<BatchResult> result) {}

  /** Of one batch; read and written only within {@code batches}' own calls for its key. */
  private static final class Jobs {
    final Map<Integer, Line> lines = new TreeMap<>();
    @Nullable Consumer<Line> follower;

    @Nullable Jobs orNothing() {
      return lines.isEmpty() && follower == null ? null : this;
    }
  }

  /**
   * Tells the follower of every line that the log has, and from now on of each that is new or has
   * ended. A batch has one follower; a second takes the place of the first.
   *
   * @param follower returns at once
   */
  public void follow(BatchId batch, Consumer<Line> follower) {
    batches.compute(
        batch,
        (_, known) -> {
          Jobs jobs = known == null ? new Jobs() : known;
          jobs.follower = follower;
          jobs.lines.values().forEach(follower);
          return jobs;
        });
  }

  /** Ends what {@link #follow} began, if it is still that follower's turn. */
  public void unfollow(BatchId batch, Consumer<Line> follower) {
    batches.computeIfPresent(
        batch,
        (_, jobs) -> {
          if (jobs.follower == follower) {
            jobs.follower = null;
          }
          return jobs.orNothing();
        });
  }

  void put(JobRecord job) {
    job.header().batch().ifPresent(line -> put(job, line));
  }

  private void put(JobRecord job, BatchLine of) {
    Line line = new Line(of.line(), job.header().id(), result(job, of));
    batches.compute(
        of.batch(),
        (_, known) -> {
          Jobs jobs = known == null ? new Jobs() : known;
          boolean isNew = jobs.lines.put(of.line(), line) == null;
          if (jobs.follower != null && (isNew || line.result().isPresent())) {
            jobs.follower.accept(line);
          }
          return jobs;
        });
  }

  /** The log has forgotten a job. */
  void forget(JobRecord job) {
    job.header()
        .batch()
        .ifPresent(of ->
            batches.computeIfPresent(
                of.batch(),
                (_, jobs) -> {
                  jobs.lines.remove(of.line());
                  return jobs.orNothing();
                }));
  }

  /** What came of a line's job, if it has ended. */
  private static Optional<BatchResult> result(JobRecord job, BatchLine line) {
    JobState state = job.state();
    return state
        .endedAt()
        .map(at ->
            new BatchResult(
                line,
                job.header().id(),
                state.status(),
                at,
                job.outputs(),
                state instanceof JobState.Failed failed
                    ? Optional.of(failed.error())
                    : Optional.empty(),
                job.cachedFrom()));
  }
}
