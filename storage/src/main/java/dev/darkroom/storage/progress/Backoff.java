package dev.darkroom.storage.progress;

import java.time.Duration;

/** How long to wait before trying again: doubling from a tenth of a second to five seconds. */
record Backoff(Duration next) {
  private static final Duration LONGEST = Duration.ofSeconds(5);

  static final Backoff FIRST = new Backoff(Duration.ofMillis(100));

  Backoff longer() {
    Duration twice = next.multipliedBy(2);
    return new Backoff(twice.compareTo(LONGEST) < 0 ? twice : LONGEST);
  }
}
