package dev.darkroom.job;

import java.time.Instant;

/**
 * When something is expected.
 *
 * @param p50 as likely before as after
 * @param p90 before it in nine of ten cases
 */
public record Eta(Instant p50, Instant p90) {
  public Eta {
    if (p90.isBefore(p50)) {
      throw new IllegalArgumentException("the ninth decile " + p90 + " is before " + p50);
    }
  }
}
