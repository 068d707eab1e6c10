package dev.darkroom.scheduler.core.state;

import dev.darkroom.job.JobRecord;
import dev.darkroom.job.JobState;
import dev.darkroom.job.id.JobId;
import dev.darkroom.job.id.TenantId;
import dev.darkroom.job.id.WorkerId;
import dev.darkroom.job.pool.PoolRecord;
import dev.darkroom.job.tenant.UsageRecord;
import dev.darkroom.job.worker.WorkerState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A pool's queue and the workers that serve it.
 *
 * @param record empty while the log has jobs or workers of the pool and not yet the pool itself
 * @param jobs those that wait
 * @param held those that workers hold
 * @param shares what each tenant has had of the pool and has now
 * @param deadlines of the jobs that have one and may still miss it
 * @param members every worker of the pool that is not gone, by name
 * @param idle members that are free, the longest idle first
 * @param filling when the first batch that waits for more members has waited long enough
 * @param backlog how much work waits, paused jobs left out
 */
public record Pool(
    Optional<PoolRecord> record,
    WaitingJobs jobs,
    HeldJobs held,
    Shares shares,
    SortedTree<Due<JobId>, JobId> deadlines,
    SortedTree<String, WorkerId> members,
    SortedTree<Due<String>, String> idle,
    Optional<Instant> filling,
    Backlog backlog) {
  static final Pool EMPTY =
      new Pool(
          Optional.empty(),
          WaitingJobs.NONE,
          HeldJobs.NONE,
          Shares.NONE,
          SortedTree.empty(),
          SortedTree.empty(),
          SortedTree.empty(),
          Optional.empty(),
          Backlog.NONE);

  /** Jobs that wait, those that back off and those that are paused among them. */
  public int waiting() {
    return jobs.size();
  }

  /** Whether it is being deleted and has jobs that can go now. */
  boolean emptying() {
    return record.filter(known -> !known.mode().stays()).isPresent() && waiting() > 0;
  }

  /** A rule was asked about a job that is elsewhere: what is asked here is sent on before that. */
  public static IllegalStateException leftOf(JobRecord job) {
    return new IllegalStateException("job " + job.header().id() + " has left: " + job.state());
  }

  /** Jobs that wait, at most {@code most} of them, in no order that matters. */
  public List<JobId> someWaiting(int most) {
    List<JobId> some = new ArrayList<>();
    for (Map.Entry<TenantId, TenantQueue> queue : jobs.queues()) {
      queue.getValue().lanes().forEach(lane -> add(lane.getValue(), some, most));
    }
    add(jobs.asleep(), some, most);
    add(jobs.paused(), some, most);
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

  Pool with(PoolRecord changed) {
    return new Pool(
        Optional.of(changed), jobs, held, shares, deadlines, members, idle, filling, backlog);
  }

  Pool withoutRecord() {
    return new Pool(
        Optional.empty(), jobs, held, shares, deadlines, members, idle, filling, backlog);
  }

  /** The job is of this pool; every index that it belongs to has it from here on. */
  Pool with(JobRecord job) {
    JobId id = job.header().id();
    Pool timed =
        job.state().status().terminal() || job.state() instanceof JobState.Canceling
            ? this
            : job.header()
                .deadline()
                .map(at -> with(deadlines.with(new Due<>(at, id), id)))
                .orElse(this);
    return switch (job.state()) {
      case JobState.Queued s ->
          timed.with(timed.jobs.queued(job, s, mark(job))).with(backlog.with(job.header()));
      case JobState.Paused _ -> timed.with(timed.jobs.paused(job));
      case JobState.Held _ ->
          timed.with(timed.held.with(job)).with(timed.shares.began(job.header().tenant()));
      case JobState.Ended _ -> timed;
      case JobState.MovedOut _ -> throw leftOf(job);
    };
  }

  /** The job is no longer what this record says: no index has it from here on. */
  Pool without(JobRecord job) {
    JobId id = job.header().id();
    Pool timed =
        job.header().deadline().map(at -> with(deadlines.without(new Due<>(at, id)))).orElse(this);
    return switch (job.state()) {
      case JobState.Queued s ->
          timed.with(timed.jobs.left(job, s, mark(job))).with(backlog.without(job.header()));
      case JobState.Paused _ -> timed.with(timed.jobs.notPaused(job));
      case JobState.Held _ ->
          timed.with(timed.held.without(job)).with(timed.shares.ended(job.header().tenant()));
      case JobState.Ended _ -> timed;
      case JobState.MovedOut _ -> throw leftOf(job);
    };
  }

  /** The job, of this pool before and after, is another than it was. */
  Pool with(JobRecord old, JobRecord job) {
    if (!runs(old.state()) || !runs(job.state())) {
      return without(old).with(job);
    }
    return with(held.without(old).with(job));
  }

  /** Whether a worker holds it and it may still end with a result in time. */
  private static boolean runs(JobState state) {
    return state.currentWorker().isPresent() && !(state instanceof JobState.Canceling);
  }

  /** The job's backoff is over. */
  public Pool woken(JobRecord job, Due<JobId> due) {
    return with(jobs.woken(job, due, mark(job)));
  }

  public Pool avoiding(JobId job, String worker) {
    return with(jobs.avoiding(job, worker));
  }

  /** A tenant was charged: it may be served later from now on. */
  Pool with(UsageRecord usage) {
    TenantId tenant = usage.tenant();
    Shares after = shares.with(usage);
    return with(jobs.moved(tenant, shares.mark(tenant), after.mark(tenant))).with(after);
  }

  /** What a tenant has had is forgotten: it is served as one that is new. */
  Pool withoutUsage(TenantId tenant) {
    Shares after = shares.without(tenant);
    return with(jobs.moved(tenant, shares.mark(tenant), after.mark(tenant))).with(after);
  }

  Pool with(Seat seat) {
    return withStaff(
        members.with(seat.name(), seat.id()),
        seat.record().state() instanceof WorkerState.Idle free
            ? idle.with(new Due<>(free.since(), seat.name()), seat.name())
            : idle);
  }

  Pool without(Seat seat) {
    return withStaff(
        members.without(seat.name()),
        seat.record().state() instanceof WorkerState.Idle free
            ? idle.without(new Due<>(free.since(), seat.name()))
            : idle);
  }

  /** A batch waits for more members until then, or none does. */
  Pool filling(Optional<Instant> until) {
    return filling.equals(until)
        ? this
        : new Pool(record, jobs, held, shares, deadlines, members, idle, until, backlog);
  }

  /** When the pool next has something to do though nothing is read. */
  Optional<Instant> nextWake() {
    Optional<Instant> deadline = deadlines.first().map(first -> first.getKey().at());
    return earlier(earlier(jobs.nextWake(), deadline), filling);
  }

  /** The earlier of two times, where there are any. */
  public static Optional<Instant> earlier(Optional<Instant> one, Optional<Instant> other) {
    return one.isPresent() && (other.isEmpty() || one.get().isBefore(other.get())) ? one : other;
  }

  private double mark(JobRecord job) {
    return shares.mark(job.header().tenant());
  }

  private Pool with(WaitingJobs changed) {
    return new Pool(record, changed, held, shares, deadlines, members, idle, filling, backlog);
  }

  private Pool with(HeldJobs changed) {
    return new Pool(record, jobs, changed, shares, deadlines, members, idle, filling, backlog);
  }

  private Pool with(Shares changed) {
    return new Pool(record, jobs, held, changed, deadlines, members, idle, filling, backlog);
  }

  private Pool with(SortedTree<Due<JobId>, JobId> changed) {
    return new Pool(record, jobs, held, shares, changed, members, idle, filling, backlog);
  }

  private Pool with(Backlog changed) {
    return new Pool(record, jobs, held, shares, deadlines, members, idle, filling, changed);
  }

  private Pool withStaff(
      SortedTree<String, WorkerId> newMembers, SortedTree<Due<String>, String> newIdle) {
    return new Pool(record, jobs, held, shares, deadlines, newMembers, newIdle, filling, backlog);
  }
}
