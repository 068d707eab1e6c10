package dev.darkroom.gateway.view;

import dev.darkroom.job.BatchId;
import dev.darkroom.job.BatchLine;
import dev.darkroom.job.JobId;
import dev.darkroom.job.JobRecord;
import dev.darkroom.job.JobState;
import dev.darkroom.storage.batch.BatchResult;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * The jobs of batches by their lines, as the log has them. What has ended is remembered after the
 * log has forgotten the job, so that a long batch keeps its first results. One thread writes at a
 * time, many read.
 */
public final class BatchView {
  private final Map<BatchId, ConcurrentSkipListMap<Integer, Line>> batches =
      new ConcurrentHashMap<>();

  /**
   * A line that is queued, or has been.
   *
   * @param result empty while its job waits or runs
   */
  public record Line(JobId job, Optional<BatchResult> result) {}

  /** The lines of a batch that the log has shown, in their order. */
  public Collection<Line> lines(BatchId batch) {
    return Optional.ofNullable(batches.get(batch))
        .<Collection<Line>>map(ConcurrentSkipListMap::values)
        .orElse(List.of());
  }

  /** Nobody will ask for this batch's lines again. */
  public void forget(BatchId batch) {
    batches.remove(batch);
  }

  void put(JobRecord job) {
    job.header()
        .batch()
        .ifPresent(line ->
            batches
                .computeIfAbsent(line.batch(), _ -> new ConcurrentSkipListMap<>())
                .put(line.line(), new Line(job.header().id(), result(job, line))));
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
                    : Optional.empty()));
  }
}
