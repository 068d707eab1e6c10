package dev.darkroom.gateway.body;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A batch, with OpenAI's members and ours.
 *
 * @param progress 0 to 1
 * @param results {@code growing}, {@code complete} or {@code expired}
 * @param resultsExpireAt from when on they are gone, in Unix seconds
 */
public record BatchBody(
    String id,
    String object,
    String endpoint,
    String status,
    Optional<String> inputFileId,
    Optional<String> outputFileId,
    Optional<String> errorFileId,
    Optional<Errors> errors,
    String completionWindow,
    @JsonUnwrapped Times times,
    RequestCounts requestCounts,
    double progress,
    Map<String, String> metadata,
    Optional<Integer> priority,
    Optional<Long> eta,
    Optional<JsonNode> sweep,
    Optional<String> retryOf,
    String results,
    Optional<Long> resultsExpireAt,
    Urls urls) {

  /** When it came to be what it is and was, in Unix seconds. */
  public record Times(
      long createdAt,
      Optional<Long> inProgressAt,
      Optional<Long> expiresAt,
      Optional<Long> finalizingAt,
      Optional<Long> completedAt,
      Optional<Long> failedAt,
      Optional<Long> expiredAt,
      Optional<Long> cancellingAt,
      Optional<Long> cancelledAt) {}

  /** Lines: all of them, those that have succeeded, those that ended otherwise. */
  public record RequestCounts(int total, int completed, int failed) {}

  /**
   * What is wrong with its input.
   *
   * @param data the first faults
   * @param count all of them
   */
  public record Errors(String object, List<Fault> data, int count) {}

  /** One fault of a line, or of the whole input. */
  public record Fault(
      String code, String message, Optional<String> param, Optional<Integer> line) {}

  /**
   * A part of the list of batches, walked by {@code next} or as OpenAI's clients do.
   *
   * @param next what to give as {@code after} for the next part; null at the end
   */
  public record Page(
      String object,
      List<BatchBody> data,
      boolean hasMore,
      Optional<String> next,
      Optional<String> firstId,
      Optional<String> lastId) {}

  /** Where to go on from here, relative to the API's base. */
  public record Urls(
      String self, String events, String cancel, String retry, String results, String outputs) {}

  /**
   * What a check of lines came to that are not to be queued.
   *
   * @param total lines that would be jobs
   */
  public record Validation(String object, boolean valid, int lines, int total, Errors errors) {}

  /**
   * A line's end, as a line of the results.
   *
   * @param cachedFrom the job whose pictures it was given; null where it was drawn
   * @param cursor what to give as {@code after} for what comes behind it
   */
  public record ResultBody(
      String customId,
      String id,
      int line,
      String status,
      Instant endedAt,
      List<JobBody.OutputBody> outputs,
      Optional<JobBody.ErrorBody> error,
      Optional<String> cachedFrom,
      String cursor) {}
}
