package dev.darkroom.gateway.view;

import dev.darkroom.job.JobRecord;
import dev.darkroom.job.TimelineEntry;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;

/**
 * A job as this gateway knows it.
 *
 * @param offset of its latest record in the state topic; empty where the log has not shown it yet
 * @param answered whether the scheduler has spoken of it, in the log or in a reply
 */
public record Viewed(JobRecord job, OptionalLong offset, boolean answered) {

  /** What the log says. */
  static Viewed inLog(JobRecord job, long offset) {
    return new Viewed(job, OptionalLong.of(offset), true);
  }

  /** What the scheduler replied, ahead of the log's state topic. */
  public static Viewed replied(JobRecord job) {
    return new Viewed(job, OptionalLong.empty(), true);
  }

  /** A submit that the log has and that the scheduler has not answered. */
  public static Viewed unanswered(JobRecord job) {
    return new Viewed(job, OptionalLong.empty(), false);
  }

  /** Whether another one tells more of the same job's life. */
  boolean isOlderThan(Viewed other) {
    if (job.legs() != other.job.legs()) {
      return job.legs() < other.job.legs();
    }
    List<TimelineEntry> mine = job.timeline();
    List<TimelineEntry> theirs = other.job.timeline();
    if (mine.size() != theirs.size()) {
      return mine.size() < theirs.size();
    }
    // A full timeline drops old entries: then the last one tells.
    return last(mine).isBefore(last(theirs));
  }

  private static Instant last(List<TimelineEntry> timeline) {
    return timeline.isEmpty() ? Instant.MIN : timeline.getLast().at();
  }
}
