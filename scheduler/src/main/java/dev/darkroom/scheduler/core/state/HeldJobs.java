package dev.darkroom.scheduler.core.state;

import dev.darkroom.job.JobRecord;
import dev.darkroom.job.JobState;
import dev.darkroom.job.id.JobId;
import java.time.Instant;

/**
 * The jobs of a pool that workers hold.
 *
 * @param yieldable running trainings, the one that should give way first in front
 * @param yielding how many have been told to give way and have not yet
 */
public record HeldJobs(SortedTree<Yieldable, JobId> yieldable, int yielding) {
  static final HeldJobs NONE = new HeldJobs(SortedTree.empty(), 0);

  /**
   * A training that can be resumed elsewhere. The least urgent gives way first; of those the one
   * that began last, which loses least.
   */
  public record Yieldable(int priority, Instant since, JobId job) implements Comparable<Yieldable> {
    @Override
    public int compareTo(Yieldable other) {
      int byPriority = Integer.compare(priority, other.priority);
      if (byPriority != 0) {
        return byPriority;
      }
      int byStart = other.since.compareTo(since);
      return byStart != 0 ? byStart : job.compareTo(other.job);
    }
  }

  HeldJobs with(JobRecord job) {
    if (job.state() instanceof JobState.Yielding) {
      return new HeldJobs(yieldable, yielding + 1);
    }
    return job.state() instanceof JobState.Running s && job.header().kind().resumable()
        ? new HeldJobs(yieldable.with(key(job, s), job.header().id()), yielding)
        : this;
  }

  HeldJobs without(JobRecord job) {
    if (job.state() instanceof JobState.Yielding) {
      return new HeldJobs(yieldable, yielding - 1);
    }
    return job.state() instanceof JobState.Running s && job.header().kind().resumable()
        ? new HeldJobs(yieldable.without(key(job, s)), yielding)
        : this;
  }

  private static Yieldable key(JobRecord job, JobState.Running state) {
    return new Yieldable(job.header().priority(), state.since(), job.header().id());
  }
}
