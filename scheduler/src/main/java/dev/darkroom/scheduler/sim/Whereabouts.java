package dev.darkroom.scheduler.sim;

import dev.darkroom.job.JobRecord;
import dev.darkroom.job.JobState;
import dev.darkroom.job.id.JobId;
import dev.darkroom.scheduler.core.state.StateChange;
import dev.darkroom.storage.log.StateEntry;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Which partition has which job: never two of them, and in the end one. */
final class Whereabouts {
  private final Map<JobId, Integer> live = new HashMap<>();
  private final Set<JobId> moving = new HashSet<>();

  /** A partition of the log has this from now on. */
  void wrote(int partition, StateChange change) {
    if (change.entry().orElse(null) instanceof StateEntry.JobEntry entry) {
      wrote(partition, entry.job());
    }
  }

  private void wrote(int partition, JobRecord job) {
    JobId id = job.header().id();
    Violation.unless(
        job.partition() == partition,
        "the record of %s on partition %s says that it is of partition %s",
        id,
        partition,
        job.partition());
    if (job.state() instanceof JobState.MovedOut) {
      live.remove(id, partition);
      moving.add(id);
      return;
    }
    Integer before = live.put(id, partition);
    moving.remove(id);
    Violation.unless(
        before == null || before == partition,
        "%s is on partition %s and on partition %s",
        id,
        before,
        partition);
  }

  /** Whether no job is on its way from one partition to another. */
  boolean allArrived() {
    return moving.isEmpty();
  }

  boolean has(JobId job) {
    return live.containsKey(job);
  }
}
