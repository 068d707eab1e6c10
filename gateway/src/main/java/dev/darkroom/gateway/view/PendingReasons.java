package dev.darkroom.gateway.view;

import dev.darkroom.job.command.PendingReason;
import dev.darkroom.job.worker.WorkerRecord;
import java.time.Instant;
import java.util.Collection;
import java.util.List;

/** Why a job waits: as its record and its pool's workers tell, if the scheduler knows it at all. */
public final class PendingReasons {
  private PendingReasons() {}

  /**
   * The reasons; empty where the job does not wait.
   *
   * @param workers those of the job's pool
   */
  public static List<PendingReason> of(
      Viewed viewed, Collection<WorkerRecord> workers, Instant now) {
    if (!viewed.answered()) {
      return List.of(
          new PendingReason(
              PendingReason.Code.RECOVERING,
              "the log has the job, and the scheduler has not answered yet"));
    }
    return PendingReason.of(viewed.job(), workers, now).stream().toList();
  }
}
