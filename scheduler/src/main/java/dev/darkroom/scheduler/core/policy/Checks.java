package dev.darkroom.scheduler.core.policy;

import java.time.Duration;

/** What every setting of the scheduler is held to. */
public final class Checks {
  private Checks() {}

  /** Refuses a duration of zero and less. */
  public static void positive(String setting, Duration value) {
    if (!value.isPositive()) {
      throw new IllegalArgumentException(
          setting + " is " + value + ": use a duration above zero, such as 30s");
    }
  }

  /** Refuses a number below {@code least}. */
  public static void atLeast(String setting, int value, int least) {
    if (value < least) {
      throw new IllegalArgumentException(setting + " is " + value + ": use " + least + " or more");
    }
  }
}
