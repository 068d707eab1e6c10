package dev.darkroom.storage.batch;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.darkroom.job.id.FileId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * How a batch has ended.
 *
 * @param succeeded lines whose jobs have succeeded
 * @param failed lines that have ended otherwise, or were refused
 * @param cancelledAt when somebody asked for its end, if anybody did
 * @param faults of an input that is not valid; the first of them
 * @param faultCount all of them
 */
public record BatchEnd(
    int succeeded,
    int failed,
    Optional<Instant> cancelledAt,
    Instant at,
    Outcome outcome,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<BatchFault> faults,
    int faultCount,
    @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<FileId> outputFile,
    @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<FileId> errorFile) {

  /** The four ends there are. */
  public enum Outcome {
    /** Every line has ended. */
    COMPLETED,
    /** Its input is not valid: none of its lines was queued. */
    FAILED,
    /** Its time was over: what had not ended by then was given up. */
    EXPIRED,
    /** Somebody wanted its end. */
    CANCELLED
  }

  public BatchEnd {
    faults = List.copyOf(faults);
  }

  /** A batch whose lines were queued. */
  public static BatchEnd of(
      Outcome outcome, int succeeded, int failed, Optional<Instant> cancelledAt, Instant at) {
    return new BatchEnd(
        succeeded,
        failed,
        cancelledAt,
        at,
        outcome,
        List.of(),
        0,
        Optional.empty(),
        Optional.empty());
  }

  /** A batch whose input is not valid. */
  public static BatchEnd failed(List<BatchFault> first, int count, Instant at) {
    return new BatchEnd(
        0,
        0,
        Optional.empty(),
        at,
        Outcome.FAILED,
        first,
        count,
        Optional.empty(),
        Optional.empty());
  }

  /** The same, with the files of its results. */
  public BatchEnd leaving(Optional<FileId> output, Optional<FileId> errors) {
    return new BatchEnd(
        succeeded, failed, cancelledAt, at, outcome, faults, faultCount, output, errors);
  }

  /** Reads one; of those of before batches could expire, what was not cancelled was completed. */
  @JsonCreator
  static BatchEnd read(
      @JsonProperty("succeeded") int succeeded,
      @JsonProperty("failed") int failed,
      @JsonProperty("cancelledAt") Optional<Instant> cancelledAt,
      @JsonProperty("at") Instant at,
      @JsonProperty("outcome") Optional<Outcome> outcome,
      @JsonProperty("faults") Optional<List<BatchFault>> faults,
      @JsonProperty("faultCount") Optional<Integer> faultCount,
      @JsonProperty("outputFile") Optional<FileId> outputFile,
      @JsonProperty("errorFile") Optional<FileId> errorFile) {
    return new BatchEnd(
        succeeded,
        failed,
        cancelledAt,
        at,
        outcome.orElse(cancelledAt.isPresent() ? Outcome.CANCELLED : Outcome.COMPLETED),
        faults.orElse(List.of()),
        faultCount.orElse(0),
        outputFile,
        errorFile);
  }
}
