package dev.darkroom.gateway.limit;

import java.time.Duration;

/**
 * So many requests in a window: as many at once, and then at an even pace.
 *
 * @param quota requests; 0 for no limit
 * @param window in which as many come anew
 */
public record Rate(int quota, Duration window) {
  /** No limit at all. */
  public static final Rate OFF = new Rate(0, Duration.ofSeconds(1));

  public Rate {
    if (quota < 0 || !window.isPositive() || window.compareTo(Duration.ofDays(1)) > 0) {
      throw new IllegalArgumentException(
          "a rate of " + quota + " in " + window + " is none: use 1 or more in at most 24 hours");
    }
  }

  /** Whether there is no limit. */
  public boolean off() {
    return quota == 0;
  }

  /** How long one request's worth takes to come anew. */
  double nanosEach() {
    return (double) window.toNanos() / quota;
  }
}
