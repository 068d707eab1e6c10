package dev.darkroom.job.command;

import dev.darkroom.job.JobRecord;
import dev.darkroom.job.JobState;
import dev.darkroom.job.id.PoolId;
import dev.darkroom.job.worker.WorkerRecord;
import dev.darkroom.job.worker.WorkerState;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;

/**
 * Why a waiting job is not running.
 *
 * @param code stable, for machines
 * @param message the same for people, with the numbers
 */
public record PendingReason(Code code, String message) {
  public enum Code {
    /** No worker of the pool is connected. */
    NO_WORKERS,
    /** Workers are connected, and an operator has locked all that do not leave. */
    WORKERS_LOCKED,
    /** Every worker of the pool is busy. */
    WORKERS_BUSY,
    /** Workers are connected, and none of them may run this kind or model. */
    NO_SUITABLE_WORKER,
    /** A failed run is waited out before the next. */
    BACKING_OFF,
    /** Its tenant has as much of the pool as it may have. */
    QUOTA_REACHED,
    /** The pool gives nothing out until somebody resumes it. */
    POOL_PAUSED,
    /** The pool gives nothing out until its schedule wakes it. */
    POOL_ASLEEP,
    /** It waits a moment for others that run in the same batch. */
    BATCH_FILLING,
    /** The model has failed too often on the workers that could run it. */
    BREAKER_OPEN,
    /** It will hardly be done before its deadline. */
    DEADLINE_AT_RISK,
    /** The scheduler has not caught up with its log yet. */
    RECOVERING
  }

  /**
   * Why this job waits, as far as its record and its pool's workers tell; empty where it does not
   * wait.
   *
   * @param workers those of the job's pool; the ones that are gone do not count
   */
  public static Optional<PendingReason> of(
      JobRecord job, Collection<WorkerRecord> workers, Instant now) {
    if (!(job.state() instanceof JobState.Queued queued)) {
      return Optional.empty();
    }
    if (queued.notBefore().filter(now::isBefore).isPresent()) {
      return Optional.of(
          new PendingReason(
              Code.BACKING_OFF,
              "run %s did not succeed; the next begins after %s"
                  .formatted(queued.last(), queued.notBefore().get())));
    }
    long here = workers.stream().filter(w -> !(w.state() instanceof WorkerState.Gone)).count();
    PoolId pool = job.header().pool();
    if (here == 0) {
      return Optional.of(
          new PendingReason(Code.NO_WORKERS, "pool '%s' has no worker connected".formatted(pool)));
    }
    long suitable = workers.stream().filter(worker -> worker.takes(job.header().kind())).count();
    return Optional.of(
        suitable == 0
            ? new PendingReason(
                Code.NO_SUITABLE_WORKER,
                "pool '%s' has %d workers, and none takes new %s jobs"
                    .formatted(pool, here, job.header().kind()))
            : new PendingReason(
                Code.WORKERS_BUSY,
                "all %d suitable workers of pool '%s' are busy".formatted(suitable, pool)));
  }
}
