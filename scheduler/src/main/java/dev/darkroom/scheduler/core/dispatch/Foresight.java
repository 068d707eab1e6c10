package dev.darkroom.scheduler.core.dispatch;

import dev.darkroom.job.id.JobId;
import dev.darkroom.job.id.TenantId;
import dev.darkroom.job.worker.Assignment;
import dev.darkroom.job.worker.WorkerRecord;
import dev.darkroom.job.worker.WorkerState;
import dev.darkroom.scheduler.core.state.Lane;
import dev.darkroom.scheduler.core.state.Place;
import dev.darkroom.scheduler.core.state.Pool;
import dev.darkroom.scheduler.core.state.Seat;
import dev.darkroom.scheduler.core.state.SortedTree;
import dev.darkroom.scheduler.core.state.Standing;
import dev.darkroom.scheduler.core.state.Turn;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Predictive preload: where jobs pile up for a model that no worker of the pool holds, and all are
 * busy, one of them is told to bring it into memory beside what it runs, so that the first of these
 * jobs does not wait for it too. It is looked at when a busy worker's heartbeat is heard, and said
 * again with each until somebody holds the model: a worker that has no room for it does nothing.
 */
public final class Foresight {
  /** Jobs of a lane that are a backlog. */
  private static final int LEAST = 2;

  private Foresight() {}

  public static void look(Turn turn, Seat seat) {
    WorkerRecord worker = seat.record();
    Pool pool = turn.state().pool(worker.pool());
    boolean spare = worker.open() && worker.state() instanceof WorkerState.Busy;
    if (!spare || pool.jobs().ready() < LEAST || !pool.idle().isEmpty()) {
      return;
    }
    List<WorkerRecord> members = turn.state().members(pool).filter(WorkerRecord::open).toList();
    wanted(turn, pool, members)
        .filter(lane -> chosen(turn, lane, members).equals(Optional.of(worker)))
        .ifPresent(lane -> turn.assign(new Assignment.Preload(worker.id(), lane.model())));
  }

  /** The first lane, in the order of turns, with a backlog for a model that nobody holds. */
  private static Optional<Lane> wanted(Turn turn, Pool pool, List<WorkerRecord> members) {
    int seen = 0;
    for (Map.Entry<Standing, TenantId> next : pool.jobs().turns()) {
      for (Map.Entry<Lane, SortedTree<Place, JobId>> lane :
          pool.jobs().of(next.getValue()).lanes()) {
        if (seen++ == FairShare.MOST) {
          return Optional.empty();
        }
        boolean held = members.stream().anyMatch(lane.getKey()::heldBy);
        if (!held
            && lane.getValue().size() >= LEAST
            && chosen(turn, lane.getKey(), members).isPresent()) {
          return Optional.of(lane.getKey());
        }
      }
    }
    return Optional.empty();
  }

  /** One worker that may run these jobs, always the same. */
  private static Optional<WorkerRecord> chosen(Turn turn, Lane lane, List<WorkerRecord> members) {
    return members.stream().filter(worker -> lane.open(worker, turn.now())).findFirst();
  }
}
