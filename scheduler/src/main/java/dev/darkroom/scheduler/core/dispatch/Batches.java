package dev.darkroom.scheduler.core.dispatch;

import dev.darkroom.job.JobRecord;
import dev.darkroom.job.id.JobId;
import dev.darkroom.job.id.PoolId;
import dev.darkroom.job.id.TenantId;
import dev.darkroom.scheduler.core.account.Quotas;
import dev.darkroom.scheduler.core.state.Lane;
import dev.darkroom.scheduler.core.state.Place;
import dev.darkroom.scheduler.core.state.Pool;
import dev.darkroom.scheduler.core.state.SchedulerState;
import dev.darkroom.scheduler.core.state.Seat;
import dev.darkroom.scheduler.core.state.SortedTree;
import dev.darkroom.scheduler.core.state.Standing;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;

/**
 * Fills up a worker's batch around the job that was chosen for it, with others that may run in the
 * same batch, of whatever tenant: they cost the worker little, and each time the tenant is next
 * that has had least. Nobody is delayed by it, and each pays for its own.
 */
final class Batches {
  private static final int MOST = FairShare.MOST;

  /** A tenant's jobs for this batch, and how much of the pool it has had and is being given. */
  private static final class Offer {
    private final TenantId tenant;
    private final Iterator<Map.Entry<Place, JobId>> jobs;
    private double given;

    private Offer(TenantId tenant, double given, Iterator<Map.Entry<Place, JobId>> jobs) {
      this.tenant = tenant;
      this.given = given;
      this.jobs = jobs;
    }
  }

  /** The chosen job and what joins it. */
  List<JobRecord> around(
      SchedulerState state, PoolId id, Seat worker, FairShare.Candidate chosen, Instant now) {
    int room = worker.record().capabilities().maxBatch() - FairShare.units(chosen.job());
    Optional<String> key = chosen.lane().batch();
    if (key.isEmpty() || room < 1) {
      return List.of(chosen.job());
    }
    List<JobRecord> batch = new ArrayList<>(List.of(chosen.job()));
    PriorityQueue<Offer> offers = offers(state, id, worker, chosen, now);
    Map<TenantId, Integer> taken = new HashMap<>(Map.of(chosen.job().header().tenant(), 1));
    while (room > 0 && !offers.isEmpty()) {
      Offer offer = offers.remove();
      if (Quotas.reached(state, id, offer.tenant, taken.getOrDefault(offer.tenant, 0), now)
              .isPresent()
          || !offer.jobs.hasNext()) {
        continue;
      }
      JobRecord job = state.job(offer.jobs.next().getValue()).orElseThrow();
      if (!job.header().id().equals(chosen.job().header().id()) && FairShare.units(job) <= room) {
        batch.add(job);
        room -= FairShare.units(job);
        taken.merge(offer.tenant, 1, Integer::sum);
        offer.given += share(state, job);
      }
      offers.add(offer);
    }
    return batch;
  }

  /** The lanes of every tenant whose jobs may join, those of the chosen job's own tenant first. */
  private static PriorityQueue<Offer> offers(
      SchedulerState state, PoolId id, Seat worker, FairShare.Candidate chosen, Instant now) {
    Pool pool = state.pool(id);
    PriorityQueue<Offer> offers =
        new PriorityQueue<>(
            Comparator.<Offer>comparingDouble(offer -> offer.given)
                .thenComparing(offer -> offer.tenant));
    TenantId own = chosen.job().header().tenant();
    int rank = 0;
    for (Map.Entry<Standing, TenantId> turn : pool.jobs().turns()) {
      TenantId tenant = turn.getValue();
      for (Map.Entry<Lane, SortedTree<Place, JobId>> lane : pool.jobs().of(tenant).lanes()) {
        if (lane.getKey().batch().equals(chosen.lane().batch())
            && lane.getKey().open(worker.record(), now)) {
          Offer offer = new Offer(tenant, rank, lane.getValue().iterator());
          if (tenant.equals(own)) {
            offer.given += share(state, chosen.job());
          }
          offers.add(offer);
        }
      }
      if (++rank == MOST) {
        break;
      }
    }
    return offers;
  }

  /** What one more job counts for its tenant: the same for all members but for the weight. */
  private static double share(SchedulerState state, JobRecord job) {
    return FairShare.units(job) / state.tenant(job.header().tenant()).weight();
  }
}
