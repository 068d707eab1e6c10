package dev.darkroom.job;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;

/**
 * What counts towards the dead letter.
 *
 * @param failures runs that failed by their own fault; preemption, drain and failover count nothing
 * @param workerDeaths workers that vanished while they ran the job, and no other
 * @param alone a batch that it was in ended badly, by whichever member's fault: its next runs have
 *     no other member, so that the one at fault is found and the others are not blamed
 */
public record Tries(
    int failures,
    int workerDeaths,
    @JsonInclude(JsonInclude.Include.NON_DEFAULT) @JsonSetter(nulls = Nulls.AS_EMPTY)
        boolean alone) {
  public static final Tries NONE = new Tries(0, 0);

  public Tries(int failures, int workerDeaths) {
    this(failures, workerDeaths, false);
  }

  /** Whether something has counted since {@code before}. */
  boolean isMoreThan(Tries before) {
    return failures > before.failures || workerDeaths > before.workerDeaths;
  }

  public Tries failed() {
    return new Tries(failures + 1, workerDeaths, alone);
  }

  public Tries workerDied() {
    return new Tries(failures, workerDeaths + 1, alone);
  }

  /** Its batch ended badly: nothing counts, and it runs alone from here on. */
  public Tries parted() {
    return new Tries(failures, workerDeaths, true);
  }
}
