package dev.darkroom.scheduler.core.dispatch;

import dev.darkroom.job.JobEvent;
import dev.darkroom.job.JobRecord;
import dev.darkroom.job.id.JobId;
import dev.darkroom.job.id.PoolId;
import dev.darkroom.job.id.TenantId;
import dev.darkroom.job.id.WorkerId;
import dev.darkroom.job.worker.Assignment;
import dev.darkroom.job.worker.WorkerRecord;
import dev.darkroom.scheduler.core.account.Quotas;
import dev.darkroom.scheduler.core.command.CommandRules;
import dev.darkroom.scheduler.core.policy.Sharing;
import dev.darkroom.scheduler.core.state.HeldJobs;
import dev.darkroom.scheduler.core.state.Lane;
import dev.darkroom.scheduler.core.state.Place;
import dev.darkroom.scheduler.core.state.Pool;
import dev.darkroom.scheduler.core.state.Seat;
import dev.darkroom.scheduler.core.state.Shares;
import dev.darkroom.scheduler.core.state.SortedTree;
import dev.darkroom.scheduler.core.state.Standing;
import dev.darkroom.scheduler.core.state.Turn;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Preemption: where a more urgent job finds no free worker, a training of a lower priority saves a
 * checkpoint and gives way. It goes back to its place in the queue and on from the checkpoint, and
 * nothing counts against it. A generation is never asked to: it would only begin anew.
 *
 * <p>Another tenant's training gives way only where that tenant has had more of the pool for its
 * weight: whoever calls every job urgent gains no share by it.
 */
public final class GiveWay {
  /** Trainings of a pool that give way at a time. */
  private static final int MOST = 16;

  static final String REASON = "preempted";

  private final Sharing.Preemption rule;

  public GiveWay(Sharing.Preemption rule) {
    this.rule = rule;
  }

  /** Jobs that no worker was free for, after all idle ones have been served. */
  public void look(Turn turn) {
    turn.state()
        .pools()
        .forEach(entry -> {
          Pool pool = entry.getValue();
          if (pool.jobs().ready() > 0 && !pool.held().yieldable().isEmpty()) {
            look(turn, entry.getKey());
          }
        });
  }

  /** Jobs of one tenant and lane that wait. */
  private record Urgent(TenantId tenant, Lane lane, int jobs) {}

  private void look(Turn turn, PoolId id) {
    Pool pool = turn.state().pool(id);
    int room = MOST - pool.held().yielding();
    int served = pool.held().yielding(); // those jobs whose workers are on the way
    for (Urgent urgent : urgent(turn, id)) {
      int unserved = Math.max(0, urgent.jobs() - served);
      served -= urgent.jobs() - unserved;
      for (; unserved > 0 && room > 0 && giveWay(turn, id, urgent); unserved--) {
        room--;
      }
    }
  }

  /**
   * Lanes that are more urgent than some training that runs, tenants in the order of their turns.
   */
  private static List<Urgent> urgent(Turn turn, PoolId id) {
    Pool pool = turn.state().pool(id);
    int least = pool.held().yieldable().first().orElseThrow().getKey().priority();
    List<Urgent> urgent = new ArrayList<>();
    for (Map.Entry<Standing, TenantId> next : pool.jobs().turns()) {
      TenantId tenant = next.getValue();
      if (urgent.size() >= MOST
          || Quotas.reached(turn.state(), id, tenant, 0, turn.now()).isPresent()) {
        continue;
      }
      for (Map.Entry<Lane, SortedTree<Place, JobId>> lane : pool.jobs().of(tenant).lanes()) {
        if (lane.getKey().priority() <= least || urgent.size() >= MOST) {
          break; // lanes stand in the order of their priorities
        }
        urgent.add(new Urgent(tenant, lane.getKey(), lane.getValue().size()));
      }
    }
    return urgent;
  }

  /** Asks the training that should go first, of those whose worker could run the urgent job. */
  private boolean giveWay(Turn turn, PoolId id, Urgent urgent) {
    for (Map.Entry<HeldJobs.Yieldable, JobId> held : turn.state().pool(id).held().yieldable()) {
      if (held.getKey().priority() >= urgent.lane().priority()) {
        return false;
      }
      JobRecord job = turn.state().job(held.getValue()).orElseThrow();
      WorkerId worker = job.state().currentWorker().orElseThrow();
      if (mayAsk(turn, id, urgent, job) && suits(turn, worker, urgent.lane())) {
        turn.assign(new Assignment.YieldRun(worker, CommandRules.run(job), REASON));
        turn.apply(job, new JobEvent.YieldRequested(REASON, turn.now()));
        return true;
      }
    }
    return false;
  }

  private boolean mayAsk(Turn turn, PoolId id, Urgent urgent, JobRecord job) {
    Shares shares = turn.state().pool(id).shares();
    TenantId holder = job.header().tenant();
    boolean fair =
        holder.equals(urgent.tenant()) || shares.mark(urgent.tenant()) < shares.mark(holder);
    Instant now = turn.now();
    boolean ranLongEnough =
        job.startedAt().filter(at -> !at.plus(rule.least()).isAfter(now)).isPresent();
    boolean leftAlone =
        job.yieldedAt().filter(at -> at.plus(rule.pause()).isAfter(now)).isPresent();
    return fair && ranLongEnough && !leftAlone;
  }

  private static boolean suits(Turn turn, WorkerId worker, Lane lane) {
    return turn.state()
        .seat(worker.name())
        .map(Seat::record)
        .filter(WorkerRecord::open)
        .filter(lane::suits)
        .isPresent();
  }
}
