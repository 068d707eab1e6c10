package dev.darkroom.scheduler.core;

import dev.darkroom.job.JobId;
import dev.darkroom.job.JobRecord;

/**
 * A job's place in its queue: the higher priority first, then the older job. Age is the order in
 * which the specs were written, which no clock can disturb, and which a job keeps when it is tried
 * again.
 */
public record Place(int priority, long written, JobId job) implements Comparable<Place> {
  static Place of(JobRecord job) {
    return new Place(job.header().priority(), job.spec().offset(), job.header().id());
  }

  @Override
  public int compareTo(Place other) {
    int byPriority = Integer.compare(other.priority, priority);
    if (byPriority != 0) {
      return byPriority;
    }
    int byAge = Long.compare(written, other.written);
    return byAge != 0 ? byAge : job.compareTo(other.job);
  }
}
