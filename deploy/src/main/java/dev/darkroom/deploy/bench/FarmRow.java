package dev.darkroom.deploy.bench;

import java.time.Duration;
import java.util.Arrays;

/** What was measured, a record a row. Rates are per second. */
public sealed interface FarmRow {

  /**
   * The broker alone: one producer with every acknowledgement, then one consumer.
   *
   * @param bytes of a record
   */
  record RawLog(int records, int bytes, double producedPerSecond, double consumedPerSecond)
      implements FarmRow {}

  /**
   * Jobs that do nothing, sent at a steady rate whatever the farm does.
   *
   * @param offered the rate at which they were sent
   * @param acceptedPerSecond over the time from the first submit to the last answer
   * @param completedPerSecond over the time from the first submit to the last job's end
   * @param answer from a submit to its answer, as the client sees it
   * @param lease from a submit as the gateway stamps it to the first lease as the log has it
   */
  record Load(
      int offered,
      Counts counts,
      double acceptedPerSecond,
      double completedPerSecond,
      Times answer,
      Times lease)
      implements FarmRow {}

  /** What became of the jobs of a load. */
  record Counts(int workers, int sent, int accepted, int completed) {}

  /** The median and the 99th percentile. */
  record Times(Duration p50, Duration p99) {
    /** Of these, in nanoseconds; zero where there are none. */
    static Times of(long[] nanos) {
      long[] sorted = nanos.clone();
      Arrays.sort(sorted);
      return new Times(at(sorted, 0.50), at(sorted, 0.99));
    }

    private static Duration at(long[] sorted, double share) {
      if (sorted.length == 0) {
        return Duration.ZERO;
      }
      int rank = (int) Math.ceil(share * sorted.length); // nearest rank, from 1
      return Duration.ofNanos(sorted[Math.max(rank, 1) - 1]);
    }
  }
}
