package dev.darkroom.job;

import java.time.Duration;

/**
 * What a run is charged to its tenant's share of the pool when it is granted; settled by the time
 * it took when it ends.
 *
 * @param charged the worker time that it is expected to take
 * @param share of its worker's time that is the run's own: 1, or less in a micro-batch
 */
public record Bill(Duration charged, double share) {
  public Bill {
    if (charged.isNegative() || !(share > 0 && share <= 1)) {
      throw new IllegalArgumentException("a bill of " + charged + " and a share of " + share);
    }
  }
}
