package dev.darkroom.scheduler.sim;

import java.util.Locale;
import java.util.SplittableRandom;

/** A kind of thing that goes wrong, and how badly at most. */
public enum Fault {
  REPORT_LOST(Measure.CHANCE, 0.2),
  REPORT_DOUBLED(Measure.CHANCE, 0.3),
  REPORT_LATE(Measure.MILLIS, 4_000),
  COMMAND_LOST(Measure.CHANCE, 0.3),
  COMMAND_DOUBLED(Measure.CHANCE, 0.3),
  COMMAND_LATE(Measure.MILLIS, 3_000),
  ASSIGNMENT_LOST(Measure.CHANCE, 0.2),
  ASSIGNMENT_DOUBLED(Measure.CHANCE, 0.3),
  ASSIGNMENT_LATE(Measure.MILLIS, 1_500),
  /** A worker stands still, and goes on as if nothing had been. */
  WORKER_FREEZES(Measure.MILLIS, 20_000),
  WORKER_DIES(Measure.MILLIS, 20_000),
  WORKER_DRAINS(Measure.MILLIS, 20_000),
  /** A run ends with an error of some kind. */
  RUN_FAILS(Measure.CHANCE, 0.3),
  /** A run cannot save its checkpoint when it is to yield. */
  SAVING_FAILS(Measure.CHANCE, 0.8),
  /** Another scheduler takes over; the old one is dead, or stands still and does not know. */
  FAILOVER(Measure.MILLIS, 15_000),
  SCHEDULER_PAUSES(Measure.MILLIS, 8_000),
  /** The schedulers' clocks are this far apart. */
  CLOCK_SKEW(Measure.MILLIS, 10_000),
  /** Somebody sets a scheduler's clock. */
  CLOCK_JUMPS(Measure.MILLIS, 12_000),
  /** A worker's clock runs fast or slow by this share. */
  CLOCK_DRIFT(Measure.CHANCE, 0.02);

  /** What the number of a fault means. */
  private enum Measure {
    /** A share of one, of each message or second. */
    CHANCE,
    /** The longest delay, or the mean time from one to the next. */
    MILLIS
  }

  private final Measure measure;
  private final double most;

  Fault(Measure measure, double most) {
    this.measure = measure;
    this.most = most;
  }

  /** Its name on the command line. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** How much of it there is in one farm: in every other farm none. */
  double drawn(SplittableRandom random) {
    if (random.nextBoolean()) {
      return 0;
    }
    return switch (measure) {
      case CHANCE -> random.nextDouble(most);
      case MILLIS -> random.nextInt((int) most / 10, (int) most);
    };
  }
}
