package dev.darkroom.storage.batch;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import dev.darkroom.job.id.BatchId;
import dev.darkroom.job.id.FileId;
import dev.darkroom.job.tenant.Payer;
import dev.darkroom.job.tenant.Role;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What was asked for with a batch, beside its lines.
 *
 * @param endpoint whose requests its lines are: {@code /v1/images/generations}, …; empty for lines
 *     that are jobs' own bodies
 * @param inputFile the file that it was made of
 * @param metadata labels of the client's own
 * @param priority of those of its lines that name none, 0 to 9
 * @param deadline after which what has not ended is given up
 * @param keepOutput for which the files of its results are kept after it has ended
 * @param sweep the grid over which its lines were spread, as JSON
 * @param retryOf the batch whose failed lines it tries anew
 * @param roles of whoever brought it: they say what kinds of jobs its lines may be
 * @param payer whose budget its lines count against, where it has one
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record BatchTerms(
    Optional<String> endpoint,
    Optional<FileId> inputFile,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) @JsonSetter(nulls = Nulls.AS_EMPTY)
        Map<String, String> metadata,
    Optional<Integer> priority,
    Optional<Instant> deadline,
    Optional<Duration> keepOutput,
    Optional<String> sweep,
    Optional<BatchId> retryOf,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) @JsonSetter(nulls = Nulls.AS_EMPTY) Set<Role> roles,
    Optional<Payer> payer) {

  /** Native lines, and nothing else was said. */
  public static final BatchTerms NONE =
      new BatchTerms(
          Optional.empty(),
          Optional.empty(),
          Map.of(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Set.of(),
          Optional.empty());

  public BatchTerms {
    metadata = Map.copyOf(metadata);
    roles = Set.copyOf(roles);
    if (priority.filter(p -> p < 0 || p > 9).isPresent()) {
      throw new IllegalArgumentException("a batch's priority is 0 to 9, not " + priority.get());
    }
  }

  /** Terms of an OpenAI client's batch. */
  public static BatchTerms of(
      String endpoint,
      FileId inputFile,
      Map<String, String> metadata,
      Instant deadline,
      Optional<Duration> keepOutput) {
    return new BatchTerms(
        Optional.of(endpoint),
        Optional.of(inputFile),
        metadata,
        Optional.empty(),
        Optional.of(deadline),
        keepOutput,
        Optional.empty(),
        Optional.empty(),
        Set.of(),
        Optional.empty());
  }

  /** Terms of a batch of native lines. */
  public static BatchTerms of(
      Optional<Integer> priority, Optional<Instant> deadline, Optional<String> sweep) {
    return new BatchTerms(
        Optional.empty(),
        Optional.empty(),
        Map.of(),
        priority,
        deadline,
        Optional.empty(),
        sweep,
        Optional.empty(),
        Set.of(),
        Optional.empty());
  }

  /** The same, brought by somebody of these roles, with a key that may have a budget. */
  public BatchTerms by(Set<Role> whose, Optional<Payer> paying) {
    return new BatchTerms(
        endpoint,
        inputFile,
        metadata,
        priority,
        deadline,
        keepOutput,
        sweep,
        retryOf,
        whose,
        paying);
  }

  /**
   * The terms of the batch that tries the failed lines of one with these terms anew, at leisure.
   */
  public BatchTerms retrying(BatchId failed) {
    return new BatchTerms(
        endpoint,
        inputFile,
        metadata,
        priority,
        Optional.empty(),
        keepOutput,
        Optional.empty(),
        Optional.of(failed),
        roles,
        payer);
  }
}
