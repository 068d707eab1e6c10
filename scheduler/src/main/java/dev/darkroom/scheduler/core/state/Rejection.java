package dev.darkroom.scheduler.core.state;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.darkroom.job.id.RunRef;
import java.util.Locale;
import java.util.Optional;

/**
 * Something that was read and not believed.
 *
 * @param source who sent it: a worker's or a command's id
 * @param run the run it spoke of
 */
public record Rejection(Reason reason, String source, Optional<RunRef> run) {
  /** Stable, for machines. */
  public enum Reason {
    /** The run is not the job's current one: a worker that lost its lease, or an old message. */
    STALE_EPOCH,
    /** The job is not known here: it was forgotten, or never was. */
    UNKNOWN_JOB,
    /** It has been heard before. */
    DUPLICATE,
    /** The worker has never said hello, or was forgotten. */
    UNKNOWN_WORKER,
    /** The worker was taken for dead, or left. */
    WORKER_GONE,
    /** A later incarnation of the worker is here. */
    STALE_INCARNATION,
    /** The worker's pool does not stand on this partition. */
    POOL_NOT_FOUND,
    /** Its bytes are no report and no command. */
    UNREADABLE,
    /** Deciding on it failed: a bug of the scheduler's, and this record is passed over. */
    DECISION_FAILED;

    @JsonValue
    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
