package dev.darkroom.worker.run;

import java.time.Duration;

/**
 * How a run waits for a service that is down: pauses that double from {@code first} to {@code
 * longest}, {@code total} in all.
 */
public record Patience(Duration first, Duration longest, Duration total) {
  public static final Patience DEFAULT =
      new Patience(Duration.ofMillis(200), Duration.ofSeconds(5), Duration.ofMinutes(5));

  public Patience {
    if (!first.isPositive() || longest.compareTo(first) < 0 || total.isNegative()) {
      throw new IllegalArgumentException(
          "patience from " + first + " to " + longest + ", " + total + " in all, is none");
    }
  }
}
