package dev.darkroom.scheduler.core.state;

import dev.darkroom.scheduler.core.cost.Estimate;
import java.time.Duration;

/**
 * How long a run was expected to take, and how long it took.
 *
 * @param expected as it was told until the run's end
 * @param took more than nothing
 */
public record Surprise(Estimate expected, Duration took) {
  /** By how much of the real time the median was wrong: 0 where it was right. */
  public double error() {
    double actual = took.toNanos();
    return Math.abs(expected.p50().toNanos() - actual) / actual;
  }
}
