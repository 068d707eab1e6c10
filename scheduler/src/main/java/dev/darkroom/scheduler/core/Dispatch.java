package dev.darkroom.scheduler.core;

import dev.darkroom.job.Assignment;
import dev.darkroom.job.Epoch;
import dev.darkroom.job.Grant;
import dev.darkroom.job.JobEvent;
import dev.darkroom.job.JobRecord;
import dev.darkroom.job.JobState;
import dev.darkroom.job.PoolId;
import dev.darkroom.job.RunRef;
import dev.darkroom.job.WorkerEvent;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Gives waiting jobs to idle workers, each under an epoch that the job has not had. */
final class Dispatch {
  private final SchedulerPolicy policy;
  private final DispatchOrder order;

  Dispatch(SchedulerPolicy policy, DispatchOrder order) {
    this.policy = policy;
    this.order = order;
  }

  void match(Turn turn) {
    turn.state().pools().forEach(pool -> match(turn, pool.getKey()));
  }

  private void match(Turn turn, PoolId id) {
    if (turn.state().pool(id).record().filter(pool -> pool.givesOut(turn.now())).isEmpty()) {
      return;
    }
    for (Map.Entry<Due<String>, String> idle : turn.state().pool(id).idle()) {
      Pool pool = turn.state().pool(id);
      if (pool.ready().isEmpty()) {
        return;
      }
      Seat worker = turn.state().seat(idle.getValue()).orElseThrow();
      if (worker.record().locked()) {
        continue;
      }
      Optional<JobRecord> job = order.next(turn.state(), pool, worker);
      job.ifPresent(next -> grant(turn, next, worker));
    }
  }

  private void grant(Turn turn, JobRecord job, Seat worker) {
    if (!(job.state() instanceof JobState.Queued queued)) {
      throw new IllegalStateException(
          "job " + job.header().id() + " was chosen to run and does not wait: " + job.state());
    }
    Epoch epoch = queued.last().next();
    turn.apply(job, new JobEvent.LeaseGranted(epoch, worker.id(), turn.now()));
    RunRef run = new RunRef(job.header().id(), epoch);
    turn.apply(worker, new WorkerEvent.Granted(List.of(run), turn.now()));
    Grant grant = new Grant(job.header(), job.spec(), epoch, job.checkpoint());
    turn.assign(new Assignment.Run(worker.id(), List.of(grant), policy.lease()));
  }
}
