package dev.darkroom.job.pool;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Duration;

/**
 * How many workers a pool should have.
 *
 * @param min workers that stay though nothing waits
 * @param max workers that are never exceeded
 * @param targetWait how long a job should wait for a worker at most
 * @param warmUp from the wish for a worker to its first job
 * @param scaleInDelay for how long fewer workers must do before there are fewer
 * @param drain whether the scheduler drains the workers that are too many, the cheapest first;
 *     otherwise it only says how many there should be
 */
public record ScalePolicy(
    int min,
    int max,
    Duration targetWait,
    Duration warmUp,
    Duration scaleInDelay,
    @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean drain) {
  /** The most workers that one pool may ask for. */
  public static final int MOST_WORKERS = 10_000;

  /** The longest of its times. */
  public static final Duration LONGEST = Duration.ofDays(1);

  /** Of a pool that says nothing. */
  public static final ScalePolicy DEFAULT =
      new ScalePolicy(
          0, 100, Duration.ofMinutes(1), Duration.ofSeconds(30), Duration.ofMinutes(5), false);

  public ScalePolicy {
    if (min < 0 || max < 1 || min > max || max > MOST_WORKERS) {
      throw new IllegalArgumentException(
          "%d … %d workers are no range: use a min of 0 or more and a max of at least min and 1, at"
                  .formatted(min, max)
              + " most "
              + MOST_WORKERS);
    }
    inRange("target wait", targetWait, Duration.ofSeconds(1));
    inRange("warm-up", warmUp, Duration.ZERO);
    inRange("scale-in delay", scaleInDelay, Duration.ZERO);
  }

  private static void inRange(String what, Duration value, Duration least) {
    if (value.compareTo(least) < 0 || value.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(
          "a %s of %s is not in %s … %s".formatted(what, value, least, LONGEST));
    }
  }
}
