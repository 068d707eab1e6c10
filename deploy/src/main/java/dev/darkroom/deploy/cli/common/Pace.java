package dev.darkroom.deploy.cli.common;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/** How fast something goes, seen over the last half minute, and when it will be done. */
public final class Pace {
  private static final Duration WINDOW = Duration.ofSeconds(30);

  private record Seen(Instant at, double done) {}

  private final Deque<Seen> seen = new ArrayDeque<>();

  /** So much is done by now. */
  public void at(Instant now, double done) {
    if (seen.isEmpty() || seen.getLast().at().plusMillis(200).isBefore(now)) {
      seen.addLast(new Seen(now, done));
    }
    while (seen.size() > 2 && seen.getFirst().at().plus(WINDOW).isBefore(now)) {
      seen.removeFirst();
    }
  }

  /** What is done in a second; empty where too little was seen. */
  public Optional<Double> perSecond() {
    if (seen.size() < 2) {
      return Optional.empty();
    }
    Duration time = Duration.between(seen.getFirst().at(), seen.getLast().at());
    double done = seen.getLast().done() - seen.getFirst().done();
    return done > 0 ? Optional.of(done * 1000 / Math.max(1, time.toMillis())) : Optional.empty();
  }

  /** How long it takes until all is done. */
  public Optional<Duration> left(double all) {
    return perSecond()
        .map(rate -> Duration.ofMillis(Math.round(1000 * (all - seen.getLast().done()) / rate)));
  }
}
