package dev.darkroom.storage.batch;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.darkroom.job.JobError;
import dev.darkroom.job.JobStatus;
import dev.darkroom.job.Output;
import dev.darkroom.job.id.BatchLine;
import dev.darkroom.job.id.JobId;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What came of one line.
 *
 * @param job its id, which it has also where it was refused and never queued
 * @param status a terminal one
 * @param cachedFrom the earlier job whose pictures it was given instead of a run
 */
public record BatchResult(
    BatchLine line,
    JobId job,
    JobStatus status,
    Instant endedAt,
    List<Output> outputs,
    @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<JobError> error,
    @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<JobId> cachedFrom) {
  /** The order in which results are given: as they ended. */
  public static final Comparator<BatchResult> ORDER =
      Comparator.comparing(BatchResult::endedAt).thenComparing(result -> result.line().line());

  /** One that was not given an earlier job's pictures. */
  public BatchResult(
      BatchLine line,
      JobId job,
      JobStatus status,
      Instant endedAt,
      List<Output> outputs,
      Optional<JobError> error) {
    this(line, job, status, endedAt, outputs, error, Optional.empty());
  }

  public BatchResult {
    if (!status.terminal()) {
      throw new IllegalArgumentException("a line that is " + status + " has no result yet");
    }
    outputs = List.copyOf(outputs);
  }
}
