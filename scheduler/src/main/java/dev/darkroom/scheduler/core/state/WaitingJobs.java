package dev.darkroom.scheduler.core.state;

import dev.darkroom.job.JobRecord;
import dev.darkroom.job.JobState;
import dev.darkroom.job.id.JobId;
import dev.darkroom.job.id.TenantId;
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
 * @param aside how many of each tenant back off or are paused; tenants with none are left out
 * @param avoided the worker that lacked room for a job; not in the log, since a wrong guess after a
 *     takeover costs one try
 */
public record WaitingJobs(
    SortedTree<TenantId, TenantQueue> queues,
    SortedTree<Standing, TenantId> turns,
    int ready,
    SortedTree<Due<JobId>, JobId> asleep,
    SortedTree<JobId, JobId> paused,
    SortedTree<TenantId, Integer> aside,
    SortedTree<JobId, String> avoided) {
  static final WaitingJobs NONE =
      new WaitingJobs(
          SortedTree.empty(),
          SortedTree.empty(),
          0,
          SortedTree.empty(),
          SortedTree.empty(),
          SortedTree.empty(),
          SortedTree.empty());

  /** All of them. */
  public int size() {
    return ready + asleep.size() + paused.size();
  }

  /** All of a tenant's. */
  public int size(TenantId tenant) {
    return of(tenant).size() + aside.get(tenant).orElse(0);
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
        .map(until -> with(asleep.with(new Due<>(until, id), id), aside(job.header().tenant(), 1)))
        .orElseGet(() -> awake(job, mark));
  }

  /** The job's backoff is over. */
  WaitingJobs woken(JobRecord job, Due<JobId> due, double mark) {
    return with(asleep.without(due), aside(job.header().tenant(), -1)).awake(job, mark);
  }

  /** The job waits here no longer. */
  WaitingJobs left(JobRecord job, JobState.Queued state, double mark) {
    JobId id = job.header().id();
    TenantId tenant = job.header().tenant();
    TenantQueue before = of(tenant);
    TenantQueue after = before.without(job);
    boolean last = after.size() == 0 && before.size() > 0;
    Optional<Due<JobId>> due = state.notBefore().map(until -> new Due<>(until, id));
    boolean slept = due.filter(asleep::has).isPresent();
    return new WaitingJobs(
        after.size() == 0 ? queues.without(tenant) : queues.with(tenant, after),
        last ? turns.without(new Standing(mark, tenant)) : turns,
        ready + after.size() - before.size(),
        due.map(asleep::without).orElse(asleep),
        paused,
        slept ? aside(tenant, -1) : aside,
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
            aside,
            avoided)
        : this;
  }

  /** The job is set aside until somebody resumes it. */
  WaitingJobs paused(JobRecord job) {
    JobId id = job.header().id();
    SortedTree<TenantId, Integer> more = aside(job.header().tenant(), 1);
    return new WaitingJobs(queues, turns, ready, asleep, paused.with(id, id), more, avoided);
  }

  /** The job is set aside no longer. */
  WaitingJobs notPaused(JobRecord job) {
    SortedTree<TenantId, Integer> rest = aside(job.header().tenant(), -1);
    SortedTree<JobId, JobId> others = paused.without(job.header().id());
    return new WaitingJobs(queues, turns, ready, asleep, others, rest, avoided);
  }

  WaitingJobs avoiding(JobId job, String worker) {
    return new WaitingJobs(queues, turns, ready, asleep, paused, aside, avoided.with(job, worker));
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
        aside,
        avoided);
  }

  private SortedTree<TenantId, Integer> aside(TenantId tenant, int more) {
    int now = aside.get(tenant).orElse(0) + more;
    return now > 0 ? aside.with(tenant, now) : aside.without(tenant);
  }

  private WaitingJobs with(
      SortedTree<Due<JobId>, JobId> newAsleep, SortedTree<TenantId, Integer> newAside) {
    return new WaitingJobs(queues, turns, ready, newAsleep, paused, newAside, avoided);
  }
}
