package dev.darkroom.scheduler.core.run;

import dev.darkroom.job.JobEvent;
import dev.darkroom.job.JobRecord;
import dev.darkroom.job.JobState;
import dev.darkroom.job.id.PoolId;
import dev.darkroom.job.id.WorkerId;
import dev.darkroom.job.worker.Assignment;
import dev.darkroom.scheduler.core.command.CommandRules;
import dev.darkroom.scheduler.core.state.Turn;
import java.util.Map;
import java.util.Optional;

/**
 * Jobs whose deadline passes are of no use any more: one that waits expires at once, one that runs
 * is stopped and expires when its worker has let go of it, unless it succeeds before that.
 */
final class DeadlineRules {
  /** Why such a run is stopped. */
  static final String REASON = "deadline_passed";

  private DeadlineRules() {}

  static void pass(Turn turn, PoolId id) {
    for (int i = 0; i < TimeRules.MAX_STEPS; i++) {
      Optional<JobRecord> late =
          turn.state()
              .pool(id)
              .deadlines()
              .first()
              .map(Map.Entry::getKey)
              .filter(due -> !due.at().isAfter(turn.now()))
              .map(due -> turn.state().job(due.who()).orElseThrow());
      if (late.isEmpty()) {
        return;
      }
      miss(turn, late.get());
    }
  }

  private static void miss(Turn turn, JobRecord job) {
    switch (job.state()) {
      case JobState.Waiting _ -> turn.apply(job, new JobEvent.Expired(turn.now()));
      case JobState.Ended _, JobState.Canceling _, JobState.MovedOut _ ->
          throw new IllegalStateException(
              "job " + job.header().id() + " has no deadline to miss: it is " + job.state());
      case JobState.Held s -> stop(turn, job, s.worker());
    }
  }

  private static void stop(Turn turn, JobRecord job, WorkerId worker) {
    turn.assign(new Assignment.CancelRun(worker, CommandRules.run(job), REASON));
    turn.apply(job, new JobEvent.CancelRequested(REASON, turn.now()));
  }
}
