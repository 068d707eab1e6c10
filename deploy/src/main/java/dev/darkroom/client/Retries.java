package dev.darkroom.client;

import java.time.Duration;
import java.util.Optional;

/**
 * How often and for how long a call is tried again: waits that double from {@code first} up to
 * {@code longest}, and never end before the farm's own {@code Retry-After}.
 *
 * @param attempts tries in all, the first included
 * @param total how long all waits of one call may be together
 */
public record Retries(int attempts, Duration first, Duration longest, Duration total) {
  private static final double JITTER = 0.2;

  /** A call is made once. */
  public static final Retries NONE = new Retries(1, Duration.ZERO, Duration.ZERO, Duration.ZERO);

  /** For somebody who waits for the answer. */
  public static final Retries BRIEF =
      new Retries(4, Duration.ofMillis(200), Duration.ofSeconds(2), Duration.ofSeconds(5));

  /** For work of hours, which a farm's restart must not end. */
  public static final Retries PATIENT =
      new Retries(60, Duration.ofMillis(500), Duration.ofSeconds(15), Duration.ofMinutes(10));

  public Retries {
    if (attempts < 1 || first.isNegative() || longest.compareTo(first) < 0 || total.isNegative()) {
      throw new IllegalArgumentException(
          "a call is tried once or more, and its waits grow: "
              + attempts
              + ", "
              + first
              + ", "
              + longest
              + ", "
              + total);
    }
  }

  /**
   * How long to wait before the next try; empty where there is none any more.
   *
   * @param tried tries until now, 1 or more
   * @param waited what this call has waited until now
   * @param asked the farm's {@code Retry-After}
   * @param dice from 0 to 1, spreads the waits of many clients
   */
  public Optional<Duration> next(
      int tried, Duration waited, Optional<Duration> asked, double dice) {
    if (tried >= attempts) {
      return Optional.empty();
    }
    long doubled = Math.min(longest.toMillis(), first.toMillis() << Math.min(tried - 1, 20));
    Duration spread = Duration.ofMillis(Math.round(doubled * (1 + JITTER * dice)));
    Duration wait = asked.filter(a -> a.compareTo(spread) > 0).orElse(spread);
    return waited.plus(wait).compareTo(total) > 0 ? Optional.empty() : Optional.of(wait);
  }
}
