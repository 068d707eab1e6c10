package dev.darkroom.scheduler.runtime;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * The wall clock, watched by a monotonic one. A lease is a length of time: where somebody sets the
 * wall clock, or the machine slept, deadlines that were counted on it mean nothing any more, and
 * the scheduler must grant them anew.
 */
final class SteadyClock {
  private final InstantSource wall;
  private final LongSupplier nanos;
  private final Duration tolerance;
  private Instant lastWall;
  private long lastNanos;

  /**
   * Starts watching.
   *
   * @param nanos a monotonic clock, in nanoseconds
   * @param tolerance how far the clocks may part between two looks
   */
  SteadyClock(InstantSource wall, LongSupplier nanos, Duration tolerance) {
    this.wall = wall;
    this.nanos = nanos;
    this.tolerance = tolerance;
    this.lastWall = wall.instant();
    this.lastNanos = nanos.getAsLong();
  }

  /** A look at the clocks: the time, and whether it has jumped since the last look. */
  Look look() {
    Instant now = wall.instant();
    long counted = nanos.getAsLong();
    Duration apart = Duration.between(lastWall, now).minusNanos(counted - lastNanos).abs();
    lastWall = now;
    lastNanos = counted;
    return new Look(now, apart.compareTo(tolerance) > 0);
  }

  record Look(Instant now, boolean jumped) {}
}
