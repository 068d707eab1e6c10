package dev.darkroom.gateway.batch;

import dev.darkroom.storage.batch.BatchChecked;
import dev.darkroom.storage.batch.BatchEnd;
import dev.darkroom.storage.batch.BatchManifest;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * How a batch stands.
 *
 * @param checked how many lines it has; empty until they were checked
 * @param succeeded lines whose jobs have succeeded
 * @param failed lines that have ended otherwise, or were refused
 * @param cancelledAt when somebody asked for its end
 * @param end when the last of it had ended and its results were written down
 * @param resultsExpireAt from when on its lines and their results are gone; empty before its end
 * @param at when this was so
 */
public record BatchStanding(
    BatchManifest batch,
    Optional<BatchChecked> checked,
    int succeeded,
    int failed,
    Optional<Instant> cancelledAt,
    Optional<BatchEnd> end,
    Optional<Instant> resultsExpireAt,
    Instant at) {

  /** As OpenAI's batches name it. */
  public enum Status {
    VALIDATING,
    FAILED,
    IN_PROGRESS,
    FINALIZING,
    COMPLETED,
    EXPIRED,
    CANCELLING,
    CANCELLED
  }

  public Status status() {
    if (end.isPresent()) {
      return switch (end.get().outcome()) {
        case COMPLETED -> Status.COMPLETED;
        case FAILED -> Status.FAILED;
        case EXPIRED -> Status.EXPIRED;
        case CANCELLED -> Status.CANCELLED;
      };
    }
    if (cancelledAt.isPresent()) {
      return Status.CANCELLING;
    }
    if (checked.isEmpty()) {
      return Status.VALIDATING;
    }
    return ended() < total() ? Status.IN_PROGRESS : Status.FINALIZING;
  }

  /**
   * What a watcher is told by: two standings with the same mark look the same. It says what it
   * means, so that any gateway knows whether there is more to tell.
   */
  public String mark() {
    return "%s.%d.%d".formatted(status().name().toLowerCase(Locale.ROOT), succeeded, failed);
  }

  /** When the last line will have ended, if they go on ending as they did; empty before any has. */
  public Optional<Instant> eta() {
    if (end.isPresent() || checked.isEmpty() || ended() == 0) {
      return Optional.empty();
    }
    double each = (double) Duration.between(checked.get().at(), at).toMillis() / ended();
    return Optional.of(at.plusMillis(Math.round(each * (total() - ended()))));
  }

  /** Whether its lines and their results are gone: only the batch itself is known any more. */
  public boolean resultsExpired() {
    return resultsExpireAt.filter(end -> !at.isBefore(end)).isPresent();
  }

  /** Lines that are jobs; 0 until they were counted. */
  public int total() {
    return checked.map(BatchChecked::total).orElse(0);
  }

  /** Lines that have ended, however they did. */
  public int ended() {
    return succeeded + failed;
  }
}
