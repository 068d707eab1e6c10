package dev.darkroom.scheduler.core.dispatch;

import dev.darkroom.job.JobRecord;
import dev.darkroom.job.id.PoolId;
import dev.darkroom.scheduler.core.state.SchedulerState;
import dev.darkroom.scheduler.core.state.Seat;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Which waiting jobs an idle worker should run. Pure, like all of the core. */
@FunctionalInterface
public interface DispatchOrder {
  /**
   * What to run next.
   *
   * @param worker an idle member of the pool
   */
  Choice next(SchedulerState state, PoolId pool, Seat worker, Instant now);

  /**
   * What was chosen.
   *
   * @param jobs one, or the members of a micro-batch that fits the worker; empty where the pool has
   *     nothing for it
   * @param lookAgain when there may be more to choose though nothing is read: a batch has waited
   *     long enough for more members, or a budget's window ends
   */
  record Choice(List<JobRecord> jobs, Optional<Instant> lookAgain) {
    public Choice {
      jobs = List.copyOf(jobs);
    }
  }
}
