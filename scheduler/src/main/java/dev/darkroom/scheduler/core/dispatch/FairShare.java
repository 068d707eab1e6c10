package dev.darkroom.scheduler.core.dispatch;

import dev.darkroom.job.JobRecord;
import dev.darkroom.job.JobState;
import dev.darkroom.job.id.JobId;
import dev.darkroom.job.id.PoolId;
import dev.darkroom.job.id.TenantId;
import dev.darkroom.job.spec.Demand;
import dev.darkroom.scheduler.core.account.Quotas;
import dev.darkroom.scheduler.core.policy.Sharing;
import dev.darkroom.scheduler.core.state.Lane;
import dev.darkroom.scheduler.core.state.Place;
import dev.darkroom.scheduler.core.state.Pool;
import dev.darkroom.scheduler.core.state.SchedulerState;
import dev.darkroom.scheduler.core.state.Seat;
import dev.darkroom.scheduler.core.state.SortedTree;
import dev.darkroom.scheduler.core.state.Standing;
import dev.darkroom.scheduler.core.state.TenantQueue;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Whose turn it is, and which of that tenant's jobs: the tenant that has had least of the pool for
 * its weight and is under its quotas; of its jobs the one of the highest priority, aged, then of
 * the earliest deadline, then the oldest. Only then what the worker holds in memory counts: a job
 * of the same tenant and priority may overtake a few others for it, so that fairness holds by
 * construction.
 *
 * <p>A job that this worker lacked room for is left to another while the pool has one.
 */
public final class FairShare implements DispatchOrder {
  /** Tenants, and lanes of a tenant, that are looked at for one worker. */
  static final int MOST = 256;

  /** Jobs at the head of a lane that are passed over because they are left to another worker. */
  private static final int MOST_AVOIDED = 32;

  private static final Comparator<Candidate> BEST =
      Comparator.comparingInt(Candidate::urgency).reversed().thenComparing(Candidate::place);

  private final Sharing sharing;
  private final Batches batches;

  /** A job at the head of its lane; {@code urgency} is its priority, aged. */
  record Candidate(Lane lane, Place place, JobRecord job, int urgency) {}

  public FairShare(Sharing sharing) {
    this.sharing = sharing;
    this.batches = new Batches();
  }

  @Override
  public Choice next(SchedulerState state, PoolId id, Seat worker, Instant now) {
    Pool pool = state.pool(id);
    Look look = new Look(state, pool, worker, now);
    int seen = 0;
    for (Map.Entry<Standing, TenantId> turn : pool.jobs().turns()) {
      if (seen++ == MOST) {
        break;
      }
      TenantId tenant = turn.getValue();
      if (Quotas.reached(state, id, tenant, 0, now).isPresent()) {
        Quotas.windowEnd(state, tenant, now).ifPresent(look::again);
        continue;
      }
      List<Candidate> heads = heads(look, pool.jobs().of(tenant));
      Optional<Candidate> best = heads.stream().min(BEST);
      if (best.isPresent()) {
        Candidate chosen = held(look, pool.jobs().of(tenant), heads, best.get());
        return new Choice(batches.around(state, id, worker, chosen, now), look.again);
      }
    }
    return new Choice(List.of(), look.again);
  }

  /** What one worker sees of a pool, and when it should look again. */
  private static final class Look {
    private final SchedulerState state;
    private final Pool pool;
    private final Seat worker;
    private final Instant now;
    private Optional<Instant> again = Optional.empty();

    private Look(SchedulerState state, Pool pool, Seat worker, Instant now) {
      this.state = state;
      this.pool = pool;
      this.worker = worker;
      this.now = now;
    }

    private void again(Instant at) {
      again = again.filter(earlier -> earlier.isBefore(at)).or(() -> Optional.of(at));
    }
  }

  /** The first job of each lane that this worker may run now. */
  private List<Candidate> heads(Look look, TenantQueue queue) {
    List<Candidate> heads = new ArrayList<>();
    int seen = 0;
    for (Map.Entry<Lane, SortedTree<Place, JobId>> entry : queue.lanes()) {
      if (seen++ == MOST) {
        break;
      }
      if (entry.getKey().open(look.worker.record(), look.now)) {
        head(look, entry.getKey(), entry.getValue()).ifPresent(heads::add);
      }
    }
    return heads;
  }

  private Optional<Candidate> head(Look look, Lane lane, SortedTree<Place, JobId> jobs) {
    int seen = 0;
    for (Map.Entry<Place, JobId> entry : jobs) {
      if (seen++ == MOST_AVOIDED) {
        break;
      }
      if (leftToAnother(look, lane, entry.getValue())) {
        continue;
      }
      JobRecord job = look.state.job(entry.getValue()).orElseThrow();
      if (fills(look, lane, jobs, job)) {
        return Optional.empty();
      }
      return Optional.of(new Candidate(lane, entry.getKey(), job, urgency(job, look.now)));
    }
    return Optional.empty();
  }

  private static boolean leftToAnother(Look look, Lane lane, JobId job) {
    String name = look.worker.name();
    return look.pool.jobs().avoided().get(job).filter(name::equals).isPresent()
        && look.state
            .members(look.pool)
            .anyMatch(other ->
                !other.id().name().equals(name) && other.open() && lane.open(other, look.now));
  }

  /** Whether the lane waits a moment for more members of its batch. */
  private boolean fills(Look look, Lane lane, SortedTree<Place, JobId> jobs, JobRecord first) {
    int most = look.worker.record().capabilities().maxBatch();
    if (lane.batch().isEmpty()
        || jobs.size() >= most
        || !(first.state() instanceof JobState.Queued queued)) {
      return false;
    }
    // From its submit on: what passed until it was read and committed counts as waiting too.
    Instant submitted = first.header().createdAt();
    Instant from = submitted.isBefore(queued.since()) ? submitted : queued.since();
    Instant until = from.plus(sharing.linger());
    boolean early = most > 1 && look.now.isBefore(until);
    if (early) {
      look.again(until);
    }
    return early;
  }

  private int urgency(JobRecord job, Instant now) {
    Duration waited = Duration.between(job.header().createdAt(), now);
    long steps = waited.isNegative() ? 0 : waited.dividedBy(sharing.aging());
    return (int) Math.min(9, job.header().priority() + steps);
  }

  /**
   * The job that the worker should rather run, because it holds what that one needs: within the
   * tenant's jobs of the same priority, behind a few others at most, and not much younger.
   */
  private Candidate held(Look look, TenantQueue queue, List<Candidate> heads, Candidate best) {
    if (best.lane().heldBy(look.worker.record())) {
      return best;
    }
    Instant youngest = best.job().header().createdAt().plus(sharing.span());
    return heads.stream()
        .filter(head -> head.lane().priority() == best.lane().priority())
        .filter(head -> head.lane().heldBy(look.worker.record()))
        .filter(head -> !head.job().header().createdAt().isAfter(youngest))
        .filter(head -> ahead(heads, queue, head) <= sharing.lookAhead())
        .min(BEST)
        .orElse(best);
  }

  /** How many jobs of the same priority, which the worker may run too, would be overtaken. */
  private static int ahead(List<Candidate> heads, TenantQueue queue, Candidate chosen) {
    int ahead = 0;
    for (Candidate head : heads) {
      if (head.lane().priority() == chosen.lane().priority()) {
        ahead += queue.lanes().get(head.lane()).orElseThrow().rank(chosen.place());
      }
    }
    return ahead;
  }

  /** What a job takes of a worker's batch. */
  static int units(JobRecord job) {
    Demand demand = job.header().demand();
    return demand.units();
  }
}
