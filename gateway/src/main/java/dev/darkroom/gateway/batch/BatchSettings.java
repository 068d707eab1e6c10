package dev.darkroom.gateway.batch;

import java.time.Duration;

/**
 * How batches are queued.
 *
 * @param maxLines jobs of one batch
 * @param checkedAtOnceBytes of native lines that are checked before the batch is accepted; those of
 *     a larger file are checked after
 * @param maxLineBytes of one line
 * @param inFlight lines whose answers are waited for at once
 * @param window lines after which it is written down how far a batch is
 * @param silence after which a gateway that queues a batch and says nothing is taken for dead
 * @param round between two looks at all batches
 * @param settle for which an end may still be overtaken by an earlier one in the view
 */
public record BatchSettings(
    int maxLines,
    long checkedAtOnceBytes,
    int maxLineBytes,
    int inFlight,
    int window,
    Duration silence,
    Duration round,
    Duration settle) {
  public static final BatchSettings DEFAULT =
      new BatchSettings(
          100_000,
          4 << 20,
          1 << 20,
          128,
          1_024,
          Duration.ofSeconds(10),
          Duration.ofSeconds(1),
          Duration.ofSeconds(2));

  public BatchSettings {
    if (maxLines < 1 || maxLineBytes < 1 || inFlight < 1 || window < 1) {
      throw new IllegalArgumentException("a batch's limits must be at least 1");
    }
    if (!silence.isPositive() || !round.isPositive() || settle.isNegative()) {
      throw new IllegalArgumentException("a batch's times must be above zero");
    }
  }
}
