package dev.darkroom.gateway.batch;

import java.time.Duration;
import java.time.Instant;

/**
 * How many lines are tried again at once after there was no room for them: a few, four times as
 * many when all of those were taken, half as many and later when one was not. For one thread.
 */
final class Probe {
  private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(3);
  private static final int FEWEST = 8;

  private final int most;
  private int size = FEWEST;
  private Duration pause = FIRST_PAUSE;
  private Instant next = Instant.EPOCH;
  private boolean wasRefused;

  /**
   * @param most that are tried at once
   */
  Probe(int most) {
    this.most = most;
  }

  /** There was no room for one. */
  void refused(Instant now) {
    if (!wasRefused) {
      next = now.plus(pause);
    }
    wasRefused = true;
  }

  /** How many may be tried now. */
  int allowed(Instant now) {
    if (now.isBefore(next)) {
      return 0;
    }
    if (wasRefused) {
      size = Math.max(FEWEST, size / 2);
      Duration twice = pause.multipliedBy(2);
      pause = twice.compareTo(LONGEST_PAUSE) < 0 ? twice : LONGEST_PAUSE;
    } else {
      size = Math.min(most, size * 4);
      pause = FIRST_PAUSE;
    }
    wasRefused = false;
    next = now.plus(FIRST_PAUSE);
    return size;
  }
}
