package dev.darkroom.scheduler.sim;

import dev.darkroom.job.JobRecord;
import dev.darkroom.job.JobState;
import dev.darkroom.job.id.JobId;
import dev.darkroom.job.id.PoolId;
import dev.darkroom.job.id.RunRef;
import dev.darkroom.job.id.TenantId;
import dev.darkroom.job.tenant.UsageRecord;
import dev.darkroom.job.worker.WorkerState;
import dev.darkroom.scheduler.core.state.Lane;
import dev.darkroom.scheduler.core.state.Place;
import dev.darkroom.scheduler.core.state.Pool;
import dev.darkroom.scheduler.core.state.SchedulerState;
import dev.darkroom.scheduler.core.state.Seat;
import dev.darkroom.scheduler.core.state.SortedTree;
import dev.darkroom.scheduler.core.state.Standing;
import dev.darkroom.scheduler.core.state.TenantQueue;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Every index says what the records say, and jobs and workers agree on who runs what. */
final class Indexes {
  private final SchedulerState state;
  private final Map<PoolId, Integer> waiting = new HashMap<>();
  private final Map<PoolId, Integer> live = new HashMap<>();
  private final Map<PoolId, Integer> idle = new HashMap<>();
  private final Map<PoolId, Integer> timed = new HashMap<>();
  private final Map<TenantId, Map<PoolId, Integer>> running = new HashMap<>();
  private int ended;
  private int leases;

  private Indexes(SchedulerState state) {
    this.state = state;
  }

  static void check(SchedulerState state) {
    new Indexes(state).check();
  }

  private void check() {
    for (Map.Entry<JobId, JobRecord> entry : state.jobs()) {
      job(entry.getValue());
    }
    for (Map.Entry<String, Seat> entry : state.seats()) {
      worker(entry.getValue());
    }
    Violation.unless(state.ended().size() == ended, "%s have ended", ended);
    Violation.unless(state.leases().size() == leases, "%s workers have leases", leases);
    for (Map.Entry<PoolId, Pool> entry : state.pools()) {
      pool(entry.getKey(), entry.getValue());
    }
  }

  private void job(JobRecord record) {
    JobState job = record.state();
    if (job.waits()) {
      waiting.merge(record.header().pool(), 1, Integer::sum);
    }
    ended += job.status().terminal() ? 1 : 0;
    boolean open =
        !job.status().terminal()
            && !(job instanceof JobState.Canceling)
            && !(job instanceof JobState.MovedOut);
    if (open && record.header().deadline().isPresent()) {
      timed.merge(record.header().pool(), 1, Integer::sum);
    }
    if (job.currentWorker().isPresent()) {
      running
          .computeIfAbsent(record.header().tenant(), _ -> new HashMap<>())
          .merge(record.header().pool(), 1, Integer::sum);
    }
    job.currentWorker()
        .ifPresent(worker -> {
          RunRef run = new RunRef(record.header().id(), job.currentEpoch().orElseThrow());
          Violation.unless(
              state
                  .seat(worker.name())
                  .filter(s -> s.record().id().equals(worker))
                  .filter(s -> s.record().runs().contains(run))
                  .isPresent(),
              "%s should be held by %s and is not",
              run,
              worker);
        });
  }

  private void worker(Seat seat) {
    WorkerState worker = seat.record().state();
    PoolId pool = seat.record().pool();
    if (!(worker instanceof WorkerState.Gone)) {
      leases++;
      live.merge(pool, 1, Integer::sum);
    }
    if (worker instanceof WorkerState.Idle) {
      idle.merge(pool, 1, Integer::sum);
    }
    for (RunRef run : worker.currentRuns()) {
      Violation.unless(
          state
              .job(run.job())
              .filter(j -> j.state().currentEpoch().equals(Optional.of(run.epoch())))
              .filter(j -> j.state().currentWorker().equals(Optional.of(seat.record().id())))
              .isPresent(),
          "%s holds %s, which is not the job's current run",
          seat.record().id(),
          run);
    }
  }

  private void pool(PoolId id, Pool pool) {
    same(id, "wait", waiting, pool.waiting());
    same(id, "are members", live, pool.members().size());
    same(id, "are idle", idle, pool.idle().size());
    same(id, "have a deadline to miss", timed, pool.deadlines().size());
    Set<JobId> ready = new HashSet<>();
    Set<TenantId> tenants = new HashSet<>();
    for (Map.Entry<TenantId, TenantQueue> queue : pool.jobs().queues()) {
      tenants.add(queue.getKey());
      for (Map.Entry<Lane, SortedTree<Place, JobId>> lane : queue.getValue().lanes()) {
        for (Map.Entry<Place, JobId> place : lane.getValue()) {
          ready.add(place.getValue());
          queued(id, queue.getKey(), lane.getKey(), place.getValue());
        }
      }
    }
    Violation.unless(ready.size() == pool.jobs().ready(), "%s are ready in pool %s", ready, id);
    Set<TenantId> turns = new HashSet<>();
    for (Map.Entry<Standing, TenantId> turn : pool.jobs().turns()) {
      turns.add(turn.getValue());
      Violation.unless(
          turn.getKey().mark() == mark(pool, turn.getValue()),
          "%s stands elsewhere in pool %s than its usage says",
          turn.getValue(),
          id);
    }
    Violation.unless(
        turns.equals(tenants), "%s have jobs in pool %s, %s turns", tenants, id, turns);
    for (Map.Entry<TenantId, Integer> tenant : pool.shares().running()) {
      same(id, "run", running.getOrDefault(tenant.getKey(), Map.of()), tenant.getValue());
    }
  }

  private void queued(PoolId pool, TenantId tenant, Lane lane, JobId id) {
    boolean right =
        state
            .job(id)
            .filter(job -> job.state() instanceof JobState.Queued)
            .map(JobRecord::header)
            .filter(job -> job.pool().equals(pool) && job.tenant().equals(tenant))
            .filter(job -> job.priority() == lane.priority() && job.kind() == lane.kind())
            .isPresent();
    Violation.unless(right, "%s is in a queue of pool %s that is not its own", id, pool);
  }

  private static double mark(Pool pool, TenantId tenant) {
    return pool.shares().usage().get(tenant).map(UsageRecord::finish).orElse(0.0);
  }

  private static void same(PoolId pool, String what, Map<PoolId, Integer> counted, int indexed) {
    int are = counted.getOrDefault(pool, 0);
    Violation.unless(are == indexed, "in pool %s %s %s, by its index %s", pool, are, what, indexed);
  }
}
