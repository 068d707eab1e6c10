package dev.darkroom.scheduler.core.cost;

import java.util.Arrays;

/**
 * When a worker is free for a job, where others come first: work is poured over the workers, each
 * of which begins when it has done what it runs, and stands at one level at the end.
 */
public final class WaterLevel {
  private WaterLevel() {}

  /**
   * The time at which the first worker has nothing to do any more.
   *
   * @param free when each worker is free, in seconds from now; at least one
   * @param work what comes first, in seconds of one worker
   */
  public static double of(double[] free, double work) {
    double[] sorted = free.clone();
    Arrays.sort(sorted);
    double sum = 0;
    for (int i = 0; i < sorted.length; i++) {
      sum += sorted[i];
      double level = (work + sum) / (i + 1);
      if (i + 1 == sorted.length || level <= sorted[i + 1]) {
        return level;
      }
    }
    throw new IllegalArgumentException("nobody does the work: give at least one worker");
  }
}
