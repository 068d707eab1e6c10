package dev.darkroom.job.tenant;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a tenant may have of a pool at most; what is empty has no limit.
 *
 * @param maxQueued jobs that wait
 * @param maxRunning jobs that workers hold
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record Quota(OptionalInt maxQueued, OptionalInt maxRunning, Optional<Budget> budget) {
  public static final Quota NONE =
      new Quota(OptionalInt.empty(), OptionalInt.empty(), Optional.empty());

  public Quota {
    maxQueued.ifPresent(most -> checkAtLeast("max_queued", most, 1));
    maxRunning.ifPresent(most -> checkAtLeast("max_running", most, 1));
  }

  /**
   * Worker time within a window: windows follow each other without a gap, from the epoch on.
   *
   * @param gpuTime of all the tenant's runs, each counted whole in the window in which it ends
   */
  public record Budget(Duration gpuTime, Duration window) {
    public Budget {
      if (!gpuTime.isPositive() || !window.isPositive()) {
        throw new IllegalArgumentException(
            "a budget of " + gpuTime + " in " + window + " is none: use durations above zero");
      }
    }

    /** When the window began that this time is in. */
    public Instant windowFrom(Instant time) {
      long length = window.toMillis();
      return Instant.ofEpochMilli(Math.floorDiv(time.toEpochMilli(), length) * length);
    }
  }

  private static void checkAtLeast(String what, int value, int least) {
    if (value < least) {
      throw new IllegalArgumentException(what + " is " + value + ": use " + least + " or more");
    }
  }
}
