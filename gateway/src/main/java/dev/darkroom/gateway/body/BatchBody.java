package dev.darkroom.gateway.body;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A batch, with OpenAI's members and ours. Its times are Unix seconds.
 *
 * @param progress 0 to 1
 */
public record BatchBody(
    String id,
    String object,
    String endpoint,
    String status,
    long createdAt,
    long inProgressAt,
    Optional<Long> cancellingAt,
    Optional<Long> cancelledAt,
    Optional<Long> completedAt,
    RequestCounts requestCounts,
    double progress,
    Urls urls) {

  /** Lines: all of them, those that have succeeded, those that ended otherwise. */
  public record RequestCounts(int total, int completed, int failed) {}

  /** Where to go on from here, relative to the API's base. */
  public record Urls(String self, String cancel, String results) {}

  /** A line's end, as a line of the results. */
  public record ResultBody(
      String customId,
      String id,
      int line,
      String status,
      Instant endedAt,
      List<JobBody.OutputBody> outputs,
      Optional<JobBody.ErrorBody> error) {}
}
