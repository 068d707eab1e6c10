package dev.darkroom.gateway.hook;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * When a delivery that has failed is tried again: the Standard Webhooks' schedule, each wait longer
 * by a random part of {@link #JITTER}, so that a receiver that comes back is not overrun.
 *
 * @param waits after the first failure, the second, …
 */
public record RetrySchedule(List<Duration> waits) {
  /** The most that a wait is lengthened by, as a part of it. */
  public static final double JITTER = 0.2;

  /** Ten tries: at once, and for some four days. */
  public static final RetrySchedule STANDARD =
      new RetrySchedule(
          List.of(
              Duration.ofSeconds(5),
              Duration.ofMinutes(5),
              Duration.ofMinutes(30),
              Duration.ofHours(2),
              Duration.ofHours(5),
              Duration.ofHours(10),
              Duration.ofHours(14),
              Duration.ofHours(20),
              Duration.ofHours(24)));

  public RetrySchedule {
    waits = List.copyOf(waits);
  }

  /**
   * How long to wait after a failure; empty where there is no other try.
   *
   * @param failures so far, this one included
   * @param draw a random number from 0 to 1
   */
  public Optional<Duration> after(int failures, double draw) {
    if (failures > waits.size()) {
      return Optional.empty();
    }
    Duration wait = waits.get(failures - 1);
    return Optional.of(wait.plusMillis((long) (wait.toMillis() * JITTER * draw)));
  }
}
