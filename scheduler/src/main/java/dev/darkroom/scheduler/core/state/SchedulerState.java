package dev.darkroom.scheduler.core.state;

import dev.darkroom.job.JobRecord;
import dev.darkroom.job.JobState;
import dev.darkroom.job.command.PendingReason;
import dev.darkroom.job.id.JobId;
import dev.darkroom.job.id.PoolId;
import dev.darkroom.job.id.TenantId;
import dev.darkroom.job.pool.PoolRecord;
import dev.darkroom.job.tenant.TenantRecord;
import dev.darkroom.job.tenant.UsageRecord;
import dev.darkroom.job.worker.WorkerRecord;
import dev.darkroom.job.worker.WorkerState;
import dev.darkroom.scheduler.core.Decider;
import dev.darkroom.scheduler.core.policy.SchedulerPolicy;
import dev.darkroom.storage.log.StateEntry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Everything that the scheduler of one partition knows, as a value: a decision makes a new one, and
 * whoever holds an old one may go on reading it. Jobs, workers and pools are exactly what the state
 * topic has; the rest is an index over them, or lives in memory only (see {@link Seat}).
 *
 * @param seats workers by name
 * @param leases the deadlines of all workers that are not gone
 * @param accounts what has been said of accounts, and the keys that were given out
 * @param ended jobs in a terminal state, by when they got there
 * @param gone workers that are gone, by when they went
 * @param outlook how long jobs take, and how many workers each pool should have
 */
public record SchedulerState(
    int partition,
    Jobs jobs,
    SortedTree<String, Seat> seats,
    SortedTree<PoolId, Pool> pools,
    Accounts accounts,
    SortedTree<Due<String>, String> leases,
    SortedTree<Due<JobId>, JobId> ended,
    SortedTree<Due<String>, String> gone,
    Outlook outlook) {

  /** A partition that nobody has used yet. */
  public static SchedulerState empty(int partition) {
    return new SchedulerState(
        partition,
        Jobs.empty(),
        SortedTree.empty(),
        SortedTree.empty(),
        Accounts.EMPTY,
        SortedTree.empty(),
        SortedTree.empty(),
        SortedTree.empty(),
        Outlook.NONE);
  }

  /** The state after a record of the state topic: how a scheduler learns what others decided. */
  public SchedulerState replay(StateChange change) {
    return change
        .entry()
        .map(entry ->
            switch (entry) {
              case StateEntry.JobEntry e -> with(e.job());
              case StateEntry.WorkerEntry e -> with(replayed(e.worker()));
              case StateEntry.PoolEntry e -> with(e.pool());
              case StateEntry.TenantEntry e -> with(accounts.with(e.tenant()));
              case StateEntry.KeyEntry e -> with(accounts.with(e.record()));
              case StateEntry.KeyUsageEntry e -> with(accounts.with(e.usage()));
              case StateEntry.UsageEntry e -> with(e.usage());
              case StateEntry.PoolNameEntry e -> with(accounts.with(e.pool(), e.home()));
              case StateEntry.CostEntry e -> with(outlook.with(e.cost()));
              case StateEntry.ScaleEntry e -> with(outlook.with(e.scale()));
            })
        .orElseGet(() -> forget(change.key()));
  }

  /**
   * The state with which a scheduler takes over: every worker has a lease of full length from now,
   * since when its last heartbeat was is not in the log.
   */
  public SchedulerState recovered(Instant now, Duration lease) {
    SchedulerState recovered = with(outlook.weighedAt(now));
    List<Seat> live = new ArrayList<>();
    seats.forEach(entry -> live.add(entry.getValue()));
    for (Seat seat : live) {
      recovered = recovered.with(new Seat(seat.record(), now.plus(lease), seat.sequence(), 0));
    }
    return recovered;
  }

  public Optional<JobRecord> job(JobId id) {
    return jobs.get(id);
  }

  public Optional<Seat> seat(String worker) {
    return seats.get(worker);
  }

  public Pool pool(PoolId id) {
    return pools.get(id).orElse(Pool.EMPTY);
  }

  /** What holds for a tenant. */
  public TenantRecord tenant(TenantId id) {
    return accounts.tenant(id);
  }

  SchedulerState with(Accounts changed) {
    return new SchedulerState(partition, jobs, seats, pools, changed, leases, ended, gone, outlook);
  }

  /** Why this job waits; empty where it does not. O(workers of its pool). */
  public Optional<PendingReason> pendingReason(JobId id, Instant now) {
    return job(id)
        .flatMap(job -> PendingReason.of(job, members(pool(job.header().pool())).toList(), now));
  }

  /** The next time at which {@link Decider} has something to do though nothing is read. */
  public Optional<Instant> nextDue(SchedulerPolicy policy) {
    List<Instant> times = new ArrayList<>();
    leases.first().ifPresent(e -> times.add(e.getKey().at()));
    ended.first().ifPresent(e -> times.add(e.getKey().at().plus(policy.retention().ended())));
    gone.first().ifPresent(e -> times.add(e.getKey().at().plus(policy.retention().gone())));
    pools.forEach(pool -> {
      pool.getValue().nextWake().ifPresent(times::add);
      if (pool.getValue().emptying()) {
        times.add(Instant.EPOCH);
      }
    });
    return times.stream().min(Instant::compareTo);
  }

  /** Whether a lease ends now, so that it matters which reports have been read. */
  public boolean leaseDue(Instant now) {
    return leases.first().filter(first -> !first.getKey().at().isAfter(now)).isPresent();
  }

  /** The workers of a pool that are not gone. */
  public Stream<WorkerRecord> members(Pool pool) {
    List<WorkerRecord> members = new ArrayList<>(pool.members().size());
    pool.members().forEach(entry -> seat(entry.getKey()).map(Seat::record).ifPresent(members::add));
    return members.stream();
  }

  SchedulerState with(Outlook changed) {
    return new SchedulerState(
        partition, jobs, seats, pools, accounts, leases, ended, gone, changed);
  }

  SchedulerState with(PoolRecord record) {
    return withPool(record.id(), pool(record.id()).with(record));
  }

  SchedulerState withoutRecord(PoolId id) {
    return withPool(id, pool(id).withoutRecord());
  }

  SchedulerState with(UsageRecord usage) {
    return withPool(usage.pool(), pool(usage.pool()).with(usage));
  }

  SchedulerState withPool(PoolId id, Pool pool) {
    return with(pools.with(id, pool));
  }

  SchedulerState with(JobRecord job) {
    JobId id = job.header().id();
    Optional<JobRecord> old = job(id);
    SortedTree<Due<JobId>, JobId> left =
        old.flatMap(before -> due(before, id)).map(ended::without).orElse(ended);
    SortedTree<Due<JobId>, JobId> over = due(job, id).map(due -> left.with(due, id)).orElse(left);
    return with(jobs.with(id, job, old.isPresent()), moved(old, job), over);
  }

  SchedulerState without(JobId id) {
    return job(id)
        .map(job -> {
          PoolId pool = job.header().pool();
          return with(
              jobs.without(id),
              isHere(job) ? pools.with(pool, pool(pool).without(job)) : pools,
              due(job, id).map(ended::without).orElse(ended));
        })
        .orElse(this);
  }

  /** The state in which this is what is known of a worker. */
  public SchedulerState with(Seat seat) {
    String name = seat.name();
    Optional<Seat> old = seat(name);
    SortedTree<Due<String>, String> rest =
        old.map(o -> leases.without(new Due<>(o.deadline(), name))).orElse(leases);
    boolean sameRecord = old.filter(o -> o.record().equals(seat.record())).isPresent();
    SchedulerState base = sameRecord ? this : unindexed(name);
    SchedulerState stored =
        base.with(
            seats.with(name, seat),
            seat.live() ? rest.with(new Due<>(seat.deadline(), name), name) : rest);
    return sameRecord ? stored : stored.indexed(seat);
  }

  SchedulerState without(Seat seat) {
    return unindexed(seat.name())
        .with(seats.without(seat.name()), leases.without(new Due<>(seat.deadline(), seat.name())));
  }

  private SchedulerState indexed(Seat seat) {
    if (seat.record().state() instanceof WorkerState.Gone left) {
      return withGone(gone.with(new Due<>(left.since(), seat.name()), seat.name()));
    }
    PoolId pool = seat.record().pool();
    return withPool(pool, pool(pool).with(seat));
  }

  private SchedulerState unindexed(String worker) {
    return seat(worker)
        .map(seat -> {
          if (seat.record().state() instanceof WorkerState.Gone left) {
            return withGone(gone.without(new Due<>(left.since(), worker)));
          }
          PoolId pool = seat.record().pool();
          return withPool(pool, pool(pool).without(seat));
        })
        .orElse(this);
  }

  /** The pools once a job's record has taken the place of an older one. */
  private SortedTree<PoolId, Pool> moved(Optional<JobRecord> last, JobRecord job) {
    Optional<JobRecord> old = last.filter(SchedulerState::isHere);
    PoolId id = job.header().pool();
    Pool before = pool(id);
    if (!isHere(job)) {
      return old.map(o -> pools.with(id, before.without(o))).orElse(pools);
    }
    if (old.isPresent() && !old.get().header().pool().equals(id)) {
      PoolId from = old.get().header().pool();
      return pools.with(from, pool(from).without(old.get())).with(id, before.with(job));
    }
    return pools.with(id, old.map(o -> before.with(o, job)).orElseGet(() -> before.with(job)));
  }

  /** Whether the job belongs to a pool of this partition, and is no mere forward. */
  private static boolean isHere(JobRecord job) {
    return !(job.state() instanceof JobState.MovedOut);
  }

  /** Where an ended job stands among those; empty for any other. */
  private static Optional<Due<JobId>> due(JobRecord job, JobId id) {
    return job.state().endedAt().map(at -> new Due<>(at, id));
  }

  private SchedulerState with(
      Jobs newJobs, SortedTree<PoolId, Pool> newPools, SortedTree<Due<JobId>, JobId> newEnded) {
    return new SchedulerState(
        partition, newJobs, seats, newPools, accounts, leases, newEnded, gone, outlook);
  }

  private SchedulerState with(
      SortedTree<String, Seat> newSeats, SortedTree<Due<String>, String> newLeases) {
    return new SchedulerState(
        partition, jobs, newSeats, pools, accounts, newLeases, ended, gone, outlook);
  }

  private SchedulerState with(SortedTree<PoolId, Pool> changed) {
    return new SchedulerState(
        partition, jobs, seats, changed, accounts, leases, ended, gone, outlook);
  }

  private SchedulerState withGone(SortedTree<Due<String>, String> changed) {
    return new SchedulerState(
        partition, jobs, seats, pools, accounts, leases, ended, changed, outlook);
  }

  private SchedulerState forget(String key) {
    String name = key.substring(key.indexOf('/') + 1);
    if (key.startsWith("job/")) {
      return without(JobId.parse(name));
    }
    if (key.startsWith("worker/")) {
      return seat(name).map(this::without).orElse(this);
    }
    if (key.startsWith("pool/")) {
      return withoutRecord(PoolId.of(name));
    }
    if (key.startsWith("tenant/")) {
      return with(accounts.without(TenantId.of(name)));
    }
    if (key.startsWith("key/")) {
      return with(accounts.withoutKey(name));
    }
    if (key.startsWith("key-usage/")) {
      return with(accounts.withoutKeyUsage(name.substring(name.indexOf('/') + 1)));
    }
    if (key.startsWith("cost/")) {
      return with(outlook.withoutCost(key));
    }
    if (key.startsWith("scale/")) {
      return with(outlook.withoutScale(PoolId.of(name)));
    }
    if (key.startsWith("usage/")) {
      int slash = name.indexOf('/');
      PoolId pool = PoolId.of(name.substring(0, slash));
      return withPool(pool, pool(pool).withoutUsage(TenantId.of(name.substring(slash + 1))));
    }
    throw new IllegalArgumentException(
        "'"
            + key
            + "' is not a key of the state topic: use job/…, worker/…, pool/…, tenant/…, key/…,"
            + " key-usage/…, cost/…, scale/… or usage/…");
  }

  /** A worker of which only the record is known; {@link #recovered} gives it its lease. */
  private static Seat replayed(WorkerRecord worker) {
    return new Seat(worker, Instant.EPOCH, worker.sequence(), 0);
  }
}
