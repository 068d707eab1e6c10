package dev.darkroom.scheduler.core;

import dev.darkroom.job.JobId;
import dev.darkroom.job.JobKind;
import dev.darkroom.job.JobRecord;
import dev.darkroom.job.JobState;
import dev.darkroom.job.PoolRecord;
import dev.darkroom.job.WorkerId;
import dev.darkroom.job.WorkerState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A pool's queue and the workers that serve it.
 *
 * @param record empty while the log has jobs or workers of the pool and not yet the pool itself
 * @param ready jobs that may run now, a queue for each kind, so that a worker finds the first job
 *     that it can run without passing over the others
 * @param asleep jobs that back off, by the end of their backoff
 * @param paused jobs that wait until somebody resumes them
 * @param avoided the worker that lacked room for a job; not in the log, since a wrong guess after a
 *     takeover costs one try
 * @param members every worker of the pool that is not gone, by name
 * @param idle members that are free, the longest idle first
 */
public record Pool(
    Optional<PoolRecord> record,
    SortedTree<JobKind, SortedTree<Place, JobId>> ready,
    SortedTree<Due<JobId>, JobId> asleep,
    SortedTree<JobId, JobId> paused,
    SortedTree<JobId, String> avoided,
    SortedTree<String, WorkerId> members,
    SortedTree<Due<String>, String> idle) {
  static final Pool EMPTY =
      new Pool(
          Optional.empty(),
          SortedTree.empty(),
          SortedTree.empty(),
          SortedTree.empty(),
          SortedTree.empty(),
          SortedTree.empty(),
          SortedTree.empty());

  /** Jobs that wait, those that back off and those that are paused among them. */
  public int waiting() {
    int waiting = asleep.size() + paused.size();
    for (Map.Entry<JobKind, SortedTree<Place, JobId>> queue : ready) {
      waiting += queue.getValue().size();
    }
    return waiting;
  }

  /** Jobs that wait, at most {@code most} of them, in no order that matters. */
  List<JobId> someWaiting(int most) {
    List<JobId> some = new ArrayList<>();
    for (Map.Entry<JobKind, SortedTree<Place, JobId>> queue : ready) {
      add(queue.getValue(), some, most);
    }
    add(asleep, some, most);
    add(paused, some, most);
    return some;
  }

  private static void add(
      Iterable<? extends Map.Entry<?, JobId>> queue, List<JobId> some, int most) {
    for (Map.Entry<?, JobId> entry : queue) {
      if (some.size() >= most) {
        return;
      }
      some.add(entry.getValue());
    }
  }

  /** The jobs of one kind that may run now, in order. */
  public SortedTree<Place, JobId> readyOf(JobKind kind) {
    return ready.get(kind).orElseGet(SortedTree::empty);
  }

  Pool with(PoolRecord changed) {
    return new Pool(Optional.of(changed), ready, asleep, paused, avoided, members, idle);
  }

  Pool withoutRecord() {
    return new Pool(Optional.empty(), ready, asleep, paused, avoided, members, idle);
  }

  /** The job is set aside until somebody resumes it. */
  Pool paused(JobId job) {
    return withPaused(paused.with(job, job));
  }

  /** The job is set aside no longer. */
  Pool notPaused(JobId job) {
    return withPaused(paused.without(job));
  }

  private Pool withPaused(SortedTree<JobId, JobId> changed) {
    return new Pool(record, ready, asleep, changed, avoided, members, idle);
  }

  /** The job waits here from now on. */
  Pool queued(JobRecord job, JobState.Queued state) {
    JobId id = job.header().id();
    return state
        .notBefore()
        .map(until -> with(ready, asleep.with(new Due<>(until, id), id), avoided))
        .orElseGet(() -> awake(job));
  }

  /** The job's backoff is over. */
  Pool woken(JobRecord job, Due<JobId> due) {
    return with(ready, asleep.without(due), avoided).awake(job);
  }

  /** The job waits here no longer. */
  Pool left(JobRecord job, JobState.Queued state) {
    JobId id = job.header().id();
    JobKind kind = job.header().kind();
    SortedTree<Place, JobId> queue = readyOf(kind).without(Place.of(job));
    return with(
        queue.isEmpty() ? ready.without(kind) : ready.with(kind, queue),
        state.notBefore().map(until -> asleep.without(new Due<>(until, id))).orElse(asleep),
        avoided.without(id));
  }

  Pool avoiding(JobId job, String worker) {
    return with(ready, asleep, avoided.with(job, worker));
  }

  Pool with(Seat seat) {
    return new Pool(
        record,
        ready,
        asleep,
        paused,
        avoided,
        members.with(seat.name(), seat.id()),
        seat.record().state() instanceof WorkerState.Idle free
            ? idle.with(new Due<>(free.since(), seat.name()), seat.name())
            : idle);
  }

  Pool without(Seat seat) {
    return new Pool(
        record,
        ready,
        asleep,
        paused,
        avoided,
        members.without(seat.name()),
        seat.record().state() instanceof WorkerState.Idle free
            ? idle.without(new Due<>(free.since(), seat.name()))
            : idle);
  }

  /** The end of the earliest backoff. */
  Optional<Instant> nextWake() {
    return asleep.first().map(first -> first.getKey().at());
  }

  private Pool awake(JobRecord job) {
    JobKind kind = job.header().kind();
    return with(
        ready.with(kind, readyOf(kind).with(Place.of(job), job.header().id())), asleep, avoided);
  }

  private Pool with(
      SortedTree<JobKind, SortedTree<Place, JobId>> newReady,
      SortedTree<Due<JobId>, JobId> newAsleep,
      SortedTree<JobId, String> newAvoided) {
    return new Pool(record, newReady, newAsleep, paused, newAvoided, members, idle);
  }
}
