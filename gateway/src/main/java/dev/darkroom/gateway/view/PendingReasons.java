package dev.darkroom.gateway.view;

import dev.darkroom.job.JobKind;
import dev.darkroom.job.JobRecord;
import dev.darkroom.job.JobState;
import dev.darkroom.job.PendingReason;
import dev.darkroom.job.PendingReason.Code;
import dev.darkroom.job.WorkerRecord;
import dev.darkroom.job.WorkerState;
import java.time.Instant;
import java.util.Collection;
import java.util.List;

/** Why a job waits, told from the job and the workers of its pool. Pure. */
public final class PendingReasons {
  private PendingReasons() {}

  /**
   * The reasons, the first the weightiest; empty where the job does not wait, or only for the next
   * decision.
   *
   * @param workers those of the job's pool
   */
  public static List<PendingReason> of(
      Viewed viewed, Collection<WorkerRecord> workers, Instant now) {
    if (!(viewed.job().state() instanceof JobState.Queued queued)) {
      return List.of();
    }
    if (!viewed.answered()) {
      return one(Code.RECOVERING, "the log has the job and the scheduler has not answered yet");
    }
    if (queued.notBefore().filter(now::isBefore).isPresent()) {
      return one(
          Code.BACKING_OFF,
          "failed runs: "
              + queued.tries().failures()
              + ", lost workers: "
              + queued.tries().workerDeaths()
              + "; tried again at "
              + queued.notBefore().get());
    }
    return ofWorkers(viewed.job(), workers);
  }

  private static List<PendingReason> ofWorkers(JobRecord job, Collection<WorkerRecord> workers) {
    List<WorkerRecord> connected =
        workers.stream().filter(w -> !(w.state() instanceof WorkerState.Gone)).toList();
    String pool = job.header().pool().toString();
    if (connected.isEmpty()) {
      return one(Code.NO_WORKERS, "no worker of pool " + pool + " is connected");
    }
    JobKind kind = job.header().kind();
    List<WorkerRecord> suitable =
        connected.stream()
            .filter(w -> w.capabilities().kinds().contains(kind))
            .filter(w -> !(w.state() instanceof WorkerState.Draining))
            .toList();
    if (suitable.isEmpty()) {
      return one(
          Code.NO_SUITABLE_WORKER,
          "of "
              + connected.size()
              + " connected workers of pool "
              + pool
              + " none runs "
              + kind
              + " jobs and stays");
    }
    boolean oneIsFree = suitable.stream().anyMatch(w -> w.state() instanceof WorkerState.Idle);
    return oneIsFree
        ? List.of()
        : one(
            Code.WORKERS_BUSY,
            "all " + suitable.size() + " workers of pool " + pool + " that can run it are busy");
  }

  private static List<PendingReason> one(Code code, String message) {
    return List.of(new PendingReason(code, message));
  }
}
