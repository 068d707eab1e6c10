package dev.darkroom.scheduler.core.command;

import dev.darkroom.job.JobEvent;
import dev.darkroom.job.JobRecord;
import dev.darkroom.job.command.Refusal;
import dev.darkroom.job.id.JobId;
import dev.darkroom.job.id.PoolId;
import dev.darkroom.job.pool.PoolRecord;
import dev.darkroom.job.worker.WorkerRecord;
import dev.darkroom.job.worker.WorkerState;
import dev.darkroom.scheduler.core.state.Pool;
import dev.darkroom.scheduler.core.state.Turn;
import java.util.List;
import java.util.Optional;

/**
 * What pools come to without anybody asking again: one that is being deleted lets its waiting jobs
 * go, at most {@link #MAX_JOBS} a decision, and when none waits or runs it is gone; one that sleeps
 * drains its workers, where its operator has said so.
 */
public final class PoolEnds {
  static final int MAX_JOBS = 1_000;

  /** Why the jobs of a deleted pool are canceled. */
  static final String POOL_DELETED = "pool_deleted";

  private PoolEnds() {}

  public static void pass(Turn turn) {
    turn.state().pools().forEach(pool -> pass(turn, pool.getKey(), pool.getValue()));
  }

  private static void pass(Turn turn, PoolId id, Pool pool) {
    if (pool.record().isEmpty()) {
      return;
    }
    PoolRecord record = pool.record().get();
    if (!record.mode().stays()) {
      workOff(turn, record);
    } else if (record.sleep().drain() && record.sleep().asleep(turn.now())) {
      drain(turn, id);
    }
  }

  private static void workOff(Turn turn, PoolRecord record) {
    for (JobId job : turn.state().pool(record.id()).someWaiting(MAX_JOBS)) {
      letGo(turn, record, turn.state().job(job).orElseThrow());
    }
    Pool left = turn.state().pool(record.id());
    boolean busy = turn.state().members(left).anyMatch(worker -> !worker.runs().isEmpty());
    if (left.waiting() == 0 && !busy) {
      drain(turn, record.id());
      turn.forgetPool(record.id());
    }
  }

  private static void letGo(Turn turn, PoolRecord record, JobRecord job) {
    if (record.heirHome().isPresent()) {
      Handovers.out(
          turn, job, record.heir().orElseThrow(), record.heirHome().get(), Optional.empty());
      return;
    }
    Optional<PoolRecord> heir = record.heir().flatMap(id -> turn.state().pool(id).record());
    if (heir.isEmpty()) {
      turn.apply(job, new JobEvent.Canceled(POOL_DELETED, turn.now()));
    } else if (heir.get().offer().lacks(heir.get().id(), job.header()).isPresent()) {
      turn.apply(job, new JobEvent.Canceled(Refusal.UNSCHEDULABLE, turn.now()));
    } else {
      turn.apply(job, new JobEvent.Moved(heir.get().id(), turn.now()));
    }
  }

  private static void drain(Turn turn, PoolId id) {
    List<WorkerRecord> members = turn.state().members(turn.state().pool(id)).toList();
    for (WorkerRecord worker : members) {
      if (!(worker.state() instanceof WorkerState.Draining)) {
        WorkerRules.drain(turn, turn.state().seat(worker.id().name()).orElseThrow(), false);
      }
    }
  }
}
