package dev.darkroom.gateway.batch;

import dev.darkroom.storage.batch.BatchManifest;
import java.time.Instant;
import java.util.Optional;

/**
 * How a batch stands.
 *
 * @param succeeded lines whose jobs have succeeded
 * @param failed lines that have ended otherwise, or were refused
 * @param cancelledAt when somebody asked for its end
 * @param endedAt when the last of it had ended and its results were written down
 */
public record BatchStanding(
    BatchManifest batch,
    int succeeded,
    int failed,
    Optional<Instant> cancelledAt,
    Optional<Instant> endedAt) {

  /** As OpenAI's batches name it. */
  public enum Status {
    IN_PROGRESS,
    FINALIZING,
    COMPLETED,
    CANCELLING,
    CANCELLED
  }

  public Status status() {
    if (endedAt.isPresent()) {
      return cancelledAt.isPresent() ? Status.CANCELLED : Status.COMPLETED;
    }
    if (cancelledAt.isPresent()) {
      return Status.CANCELLING;
    }
    return succeeded + failed < batch.total() ? Status.IN_PROGRESS : Status.FINALIZING;
  }
}
