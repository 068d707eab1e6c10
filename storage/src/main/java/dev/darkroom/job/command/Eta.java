package dev.darkroom.job.command;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * When something is expected, to the millisecond.
 *
 * @param p50 as likely before as after
 * @param p90 before it in nine of ten cases
 */
public record Eta(Instant p50, Instant p90) {
  public Eta {
    p50 = p50.truncatedTo(ChronoUnit.MILLIS);
    p90 = p90.truncatedTo(ChronoUnit.MILLIS);
    if (p90.isBefore(p50)) {
      throw new IllegalArgumentException("the ninth decile " + p90 + " is before " + p50);
    }
  }
}
