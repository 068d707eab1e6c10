package dev.darkroom.storage.batch;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.darkroom.job.BatchLine;
import dev.darkroom.job.JobError;
import dev.darkroom.job.JobId;
import dev.darkroom.job.JobStatus;
import dev.darkroom.job.Output;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What came of one line.
 *
 * @param job its id, which it has also where it was refused and never queued
 * @param status a terminal one
 */
public record BatchResult(
    BatchLine line,
    JobId job,
    JobStatus status,
    Instant endedAt,
    List<Output> outputs,
    @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<JobError> error) {
  /** The order in which results are given: as they ended. */
  public static final Comparator<BatchResult> ORDER =
      Comparator.comparing(BatchResult::endedAt).thenComparing(result -> result.line().line());

  public BatchResult {
    if (!status.terminal()) {
      throw new IllegalArgumentException("a line that is " + status + " has no result yet");
    }
    outputs = List.copyOf(outputs);
  }
}
