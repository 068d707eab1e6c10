package dev.darkroom.gateway.batch;

import java.time.Duration;

/**
 * How batches are queued.
 *
 * @param maxLines jobs of one batch
 * @param checkedAtOnceBytes of native lines that are checked before the batch is accepted; those of
 *     a larger file are checked after
 * @param maxLineBytes of one line
 * @param flow how fast lines go
 * @param silence after which a gateway that looks after a batch and says nothing is taken for dead
 * @param round between two looks at all batches
 * @param kept for how long lines and results are there after a batch's end
 */
public record BatchSettings(
    int maxLines,
    long checkedAtOnceBytes,
    int maxLineBytes,
    Flow flow,
    Duration silence,
    Duration round,
    Duration kept) {
  public static final BatchSettings DEFAULT =
      new BatchSettings(
          1_000_000,
          4 << 20,
          1 << 20,
          Flow.DEFAULT,
          Duration.ofSeconds(10),
          Duration.ofSeconds(1),
          Duration.ofDays(30));

  /** The same whose results are kept for another time. */
  public BatchSettings keeping(Duration time) {
    return new BatchSettings(
        maxLines, checkedAtOnceBytes, maxLineBytes, flow, silence, round, time);
  }

  /**
   * How many lines are where at once.
   *
   * @param chunk that are read and sent together
   * @param readers of one chunk, at the same time
   * @param unanswered of one batch that are sent and not answered
   * @param open jobs of one batch that the log has and that have not ended
   * @param keptBytes of lines that are kept until they are answered, of all batches
   * @param answer after which a line that nobody has answered is sent again
   * @param cancels that are asked for at once
   * @param batches that one gateway looks after at once
   */
  public record Flow(
      int chunk,
      int readers,
      int unanswered,
      int open,
      long keptBytes,
      Duration answer,
      int cancels,
      int batches) {
    public static final Flow DEFAULT =
        new Flow(512, 2, 100_000, 100_000, 64 << 20, Duration.ofSeconds(60), 128, 32);

    public Flow {
      if (chunk < 1 || readers < 1 || unanswered < 1 || open < 1 || cancels < 1 || batches < 1) {
        throw new IllegalArgumentException("a batch's flow must be at least 1");
      }
      if (keptBytes < 1 || !answer.isPositive()) {
        throw new IllegalArgumentException("a batch's lines must be kept for some time and room");
      }
    }
  }

  public BatchSettings {
    if (maxLines < 1 || maxLineBytes < 1 || checkedAtOnceBytes < 0) {
      throw new IllegalArgumentException("a batch's limits must be at least 1");
    }
    if (!silence.isPositive() || !round.isPositive() || !kept.isPositive()) {
      throw new IllegalArgumentException("a batch's times must be above zero");
    }
  }
}
