package dev.darkroom.job.pool;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.darkroom.job.id.PoolId;
import java.time.Instant;
import java.util.Optional;

/**
 * How many workers a pool should have, as its scheduler decided last: the value of {@code
 * scale/<pool>} in the state topic.
 *
 * @param workers the number
 * @param reason why so many
 * @param at when it was decided
 * @param fewer set while fewer would do and the policy's delay is waited out
 */
public record ScaleRecord(
    PoolId pool,
    int workers,
    Reason reason,
    Instant at,
    @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<Fewer> fewer) {

  /**
   * Why there should be so many workers.
   *
   * @param message the same for people, with the numbers
   */
  public record Reason(Code code, String message) {}

  /** The reasons; their names in small letters are stable. */
  public enum Code {
    /** Nothing waits and nothing runs. */
    NOTHING_TO_DO,
    /** So many work. */
    WORKERS_BUSY,
    /** So many clear what waits within the target wait. */
    QUEUE,
    /** There is one for each job. */
    ONE_EACH,
    /** Fewer would do now, and so many were wanted a moment ago. */
    PEAK,
    /** The policy's least. */
    MIN,
    /** The policy's most. */
    MAX
  }

  /**
   * Fewer workers would do.
   *
   * @param most the largest number that was wanted since
   */
  public record Fewer(int most, Instant since) {}
}
