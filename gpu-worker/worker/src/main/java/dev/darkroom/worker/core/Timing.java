package dev.darkroom.worker.core;

import java.time.Duration;

/**
 * How long a worker waits for what.
 *
 * @param lease the farm's; a heartbeat goes out every third of it
 * @param drainLimit after which a drain that its operator asked for stops the run
 * @param stopGrace within which a run must have stopped once told to; a run that hangs longer in
 *     native code takes its process down
 * @param farewell how long a goodbye is waited for
 * @param resendPause between two sendings of a report that must arrive
 */
public record Timing(
    Duration lease,
    Duration drainLimit,
    Duration stopGrace,
    Duration farewell,
    Duration resendPause) {
  public Timing {
    requirePositive("lease", lease);
    requirePositive("drain limit", drainLimit);
    requirePositive("stop grace", stopGrace);
    requirePositive("farewell", farewell);
    requirePositive("resend pause", resendPause);
  }

  /** The defaults around a lease. */
  public static Timing ofLease(Duration lease) {
    return new Timing(
        lease,
        Duration.ofMinutes(10),
        Duration.ofMinutes(2),
        Duration.ofSeconds(5),
        Duration.ofSeconds(1));
  }

  private static void requirePositive(String what, Duration value) {
    if (!value.isPositive()) {
      throw new IllegalArgumentException("worker " + what + " " + value + " is not above zero");
    }
  }
}
