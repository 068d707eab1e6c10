package dev.darkroom.scheduler.core;

import dev.darkroom.job.JobId;
import dev.darkroom.job.JobRecord;
import java.time.Instant;

/**
 * A job's place in its lane: the earliest deadline first, then the oldest job. Age is the order in
 * which the specs were written, which no clock can disturb, and which a job keeps when it is tried
 * again.
 *
 * @param deadline milliseconds since the epoch; those without one come last
 */
public record Place(long deadline, long written, JobId job) implements Comparable<Place> {
  private static final long NEVER = Long.MAX_VALUE;

  static Place of(JobRecord job) {
    long deadline = job.header().deadline().map(Instant::toEpochMilli).orElse(NEVER);
    return new Place(deadline, job.spec().offset(), job.header().id());
  }

  @Override
  public int compareTo(Place other) {
    int byDeadline = Long.compare(deadline, other.deadline);
    if (byDeadline != 0) {
      return byDeadline;
    }
    int byAge = Long.compare(written, other.written);
    return byAge != 0 ? byAge : job.compareTo(other.job);
  }
}
