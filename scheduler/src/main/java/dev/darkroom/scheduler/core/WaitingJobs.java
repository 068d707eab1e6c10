package dev.darkroom.scheduler.core;

import dev.darkroom.job.JobId;
import dev.darkroom.job.JobRecord;
import dev.darkroom.job.JobState;
import dev.darkroom.job.TenantId;
import java.time.Instant;
import java.util.Optional;

/**
 * The jobs of a pool that wait.
 *
 * @param queues those that may run now, by tenant
 * @param turns the tenants that have such jobs, in the order in which they are served
 * @param ready how many may run now
 * @param asleep those that back off, by the end of their backoff
 * @param paused those that wait until somebody resumes them
 * @param avoided the worker that lacked room for a job; not in the log, since a wrong guess after a
 *     takeover costs one try
 */
public record WaitingJobs(
    SortedTree<TenantId, TenantQueue> queues,
    SortedTree<Standing, TenantId> turns,
    int ready,
    SortedTree<Due<JobId>, JobId> asleep,
    SortedTree<JobId, JobId> paused,
    SortedTree<JobId, String> avoided) {
  static final WaitingJobs NONE =
      new WaitingJobs(
          SortedTree.empty(),
          SortedTree.empty(),
          0,
          SortedTree.empty(),
          SortedTree.empty(),
          SortedTree.empty());

  /** All of them. */
  public int size() {
    return ready + asleep.size() + paused.size();
  }

  /** The jobs of a tenant that may run now. */
  public TenantQueue of(TenantId tenant) {
    return queues.get(tenant).orElse(TenantQueue.EMPTY);
  }

  /** The job waits here from now on; {@code mark} is its tenant's. */
  WaitingJobs queued(JobRecord job, JobState.Queued state, double mark) {
    JobId id = job.header().id();
    return state
        .notBefore()
        .map(until -> with(asleep.with(new Due<>(until, id), id)))
        .orElseGet(() -> awake(job, mark));
  }

  /** The job's backoff is over. */
  WaitingJobs woken(JobRecord job, Due<JobId> due, double mark) {
    return with(asleep.without(due)).awake(job, mark);
  }

  /** The job waits here no longer. */
  WaitingJobs left(JobRecord job, JobState.Queued state, double mark) {
    JobId id = job.header().id();
    TenantId tenant = job.header().tenant();
    TenantQueue before = of(tenant);
    TenantQueue after = before.without(job);
    boolean last = after.size() == 0 && before.size() > 0;
    return new WaitingJobs(
        after.size() == 0 ? queues.without(tenant) : queues.with(tenant, after),
        last ? turns.without(new Standing(mark, tenant)) : turns,
        ready + after.size() - before.size(),
        state.notBefore().map(until -> asleep.without(new Due<>(until, id))).orElse(asleep),
        paused,
        avoided.without(id));
  }

  /** The tenant is served earlier or later from now on. */
  WaitingJobs moved(TenantId tenant, double from, double to) {
    Standing old = new Standing(from, tenant);
    return turns.has(old)
        ? new WaitingJobs(
            queues,
            turns.without(old).with(new Standing(to, tenant), tenant),
            ready,
            asleep,
            paused,
            avoided)
        : this;
  }

  /** The job is set aside until somebody resumes it. */
  WaitingJobs paused(JobId job) {
    return new WaitingJobs(queues, turns, ready, asleep, paused.with(job, job), avoided);
  }

  /** The job is set aside no longer. */
  WaitingJobs notPaused(JobId job) {
    return new WaitingJobs(queues, turns, ready, asleep, paused.without(job), avoided);
  }

  WaitingJobs avoiding(JobId job, String worker) {
    return new WaitingJobs(queues, turns, ready, asleep, paused, avoided.with(job, worker));
  }

  /** The end of the earliest backoff. */
  Optional<Instant> nextWake() {
    return asleep.first().map(first -> first.getKey().at());
  }

  private WaitingJobs awake(JobRecord job, double mark) {
    TenantId tenant = job.header().tenant();
    TenantQueue before = of(tenant);
    TenantQueue after = before.with(job);
    return new WaitingJobs(
        queues.with(tenant, after),
        before.size() == 0 ? turns.with(new Standing(mark, tenant), tenant) : turns,
        ready + after.size() - before.size(),
        asleep,
        paused,
        avoided);
  }

  private WaitingJobs with(SortedTree<Due<JobId>, JobId> newAsleep) {
    return new WaitingJobs(queues, turns, ready, newAsleep, paused, avoided);
  }
}
