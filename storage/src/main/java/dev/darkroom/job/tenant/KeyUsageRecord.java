package dev.darkroom.job.tenant;

import java.time.Duration;
import java.time.Instant;

/**
 * What the jobs of a key with a budget have had of the workers of one partition: the value of
 * {@code key-usage/<partition>/<key>} in the state topic.
 *
 * @param windowFrom when the window of its budget began
 * @param windowTo when that window ends: from then on the record says nothing
 * @param seconds worker time of the runs that ended in that window
 */
public record KeyUsageRecord(
    String key, int partition, Instant windowFrom, Instant windowTo, double seconds) {

  /** Nothing yet, in the window that a time is in. */
  public static KeyUsageRecord none(Payer payer, int partition, Instant now) {
    Instant from = payer.budget().windowFrom(now);
    return new KeyUsageRecord(payer.key(), partition, from, from.plus(payer.budget().window()), 0);
  }

  /** Whether its window is over. */
  public boolean isOver(Instant now) {
    return !now.isBefore(windowTo);
  }

  /** The same with a run more. */
  public KeyUsageRecord and(Duration took) {
    return new KeyUsageRecord(key, partition, windowFrom, windowTo, seconds + took.toNanos() / 1e9);
  }
}
