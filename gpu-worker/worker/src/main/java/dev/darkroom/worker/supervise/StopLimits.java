package dev.darkroom.worker.supervise;

import java.time.Duration;

/**
 * How processes are stopped: asked to finish and given {@code drain}, asked again and given {@code
 * hurry}, then killed.
 */
public record StopLimits(Duration drain, Duration hurry) {
  public StopLimits {
    if (drain.isNegative() || hurry.isNegative()) {
      throw new IllegalArgumentException(
          "stop limits " + drain + " and " + hurry + " are negative");
    }
  }
}
