package dev.darkroom.scheduler.core.state;

import dev.darkroom.job.JobRecord;
import dev.darkroom.job.id.JobId;
import java.time.Instant;

/**
 * A job's place in its lane: the earliest deadline first, then the oldest job. Age is when the job
 * was submitted, and within a millisecond the order in which the specs were written; a job keeps it
 * when it is tried again, and when it comes from another partition.
 *
 * @param deadline milliseconds since the epoch; those without one come last
 * @param created milliseconds since the epoch
 */
public record Place(long deadline, long created, long written, JobId job)
    implements Comparable<Place> {
  private static final long NEVER = Long.MAX_VALUE;

  public static Place of(JobRecord job) {
    long deadline = job.header().deadline().map(Instant::toEpochMilli).orElse(NEVER);
    return new Place(
        deadline, job.header().createdAt().toEpochMilli(), job.spec().offset(), job.header().id());
  }

  @Override
  public int compareTo(Place other) {
    int byDeadline = Long.compare(deadline, other.deadline);
    if (byDeadline != 0) {
      return byDeadline;
    }
    int byTime = Long.compare(created, other.created);
    if (byTime != 0) {
      return byTime;
    }
    int byAge = Long.compare(written, other.written);
    return byAge != 0 ? byAge : job.compareTo(other.job);
  }
}
