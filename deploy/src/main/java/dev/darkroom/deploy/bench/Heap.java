package dev.darkroom.deploy.bench;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The heap after collections, sampled over time. Whether it is flat is told by the line through the
 * samples whose slope is the median of all pairs' slopes (Theil 1950, Sen 1968): single odd samples
 * do not move it. One thread may add while others look.
 */
final class Heap {
  private final List<Sample> samples = new ArrayList<>();

  private record Sample(double at, double mbytes) {}

  /** Collects all garbage of this process, and tells what is left in megabytes. */
  static double collected() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / 1e6;
  }

  /**
   * Adds a sample.
   *
   * @param at in seconds
   */
  synchronized void add(double at, double mbytes) {
    samples.add(new Sample(at, mbytes));
  }

  synchronized int size() {
    return samples.size();
  }

  synchronized double median() {
    return median(samples.stream().map(Sample::mbytes).toList());
  }

  synchronized double most() {
    return samples.stream().mapToDouble(Sample::mbytes).max().orElse(0);
  }

  /** By how much the line through the samples rises from the first to the last, in megabytes. */
  synchronized double rise() {
    List<Double> slopes = new ArrayList<>();
    for (int i = 0; i < samples.size(); i++) {
      for (int j = i + 1; j < samples.size(); j++) {
        Sample one = samples.get(i);
        Sample other = samples.get(j);
        slopes.add((other.mbytes - one.mbytes) / (other.at - one.at));
      }
    }
    return slopes.isEmpty() ? 0 : median(slopes) * (samples.getLast().at - samples.getFirst().at);
  }

  private static double median(List<Double> values) {
    List<Double> sorted = new ArrayList<>(values);
    Collections.sort(sorted);
    return sorted.isEmpty() ? 0 : sorted.get(sorted.size() / 2);
  }
}
