package dev.darkroom.gateway.view;

import dev.darkroom.job.JobRecord;
import dev.darkroom.job.id.JobId;
import java.util.Comparator;

/**
 * A waiting job's place: the higher priority first, then the older, as the scheduler orders them.
 *
 * @param age the order in which the specs were written
 */
record Waiting(JobId id, int priority, long age) implements Comparable<Waiting> {
  private static final Comparator<Waiting> ORDER =
      Comparator.comparingInt(Waiting::priority)
          .reversed()
          .thenComparingLong(Waiting::age)
          .thenComparing(Waiting::id);

  static Waiting of(JobRecord job) {
    return new Waiting(job.header().id(), job.header().priority(), job.spec().offset());
  }

  @Override
  public int compareTo(Waiting other) {
    return ORDER.compare(this, other);
  }
}
