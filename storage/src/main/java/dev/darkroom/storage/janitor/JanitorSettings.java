package dev.darkroom.storage.janitor;

import dev.darkroom.storage.upload.Uploads;
import java.time.Duration;

/**
 * When things are thrown away, and how much at once.
 *
 * @param grace for which nothing is touched after it was written, and no job's files after it
 *     ended: above two leases, so that every run that could still write has stopped by then
 * @param results for which a job's result is kept after it succeeded, and a file after it was
 *     written where the log has forgotten its job
 * @param uploads for which a publisher or an upload may be silent before it counts as dead
 * @param brought for which a file that a tenant brought is kept after it was brought or used last
 * @param batches for which what is left of batches is kept
 * @param objectsPerSweep looked at in one sweep; the next one goes on where it ended
 */
public record JanitorSettings(
    Duration grace,
    Duration results,
    Duration uploads,
    Duration brought,
    BatchKeeping batches,
    int objectsPerSweep) {
  public static final JanitorSettings DEFAULT =
      new JanitorSettings(
          Duration.ofHours(1),
          Duration.ofDays(7),
          Duration.ofDays(1),
          Duration.ofDays(7),
          BatchKeeping.DEFAULT,
          100_000);

  /**
   * What stays of a batch, from its end on.
   *
   * @param results for which its lines and their results are kept, and files in OpenAI's form that
   *     name no time of their own
   * @param record for which the batch itself is known
   */
  public record BatchKeeping(Duration results, Duration record) {
    public static final BatchKeeping DEFAULT =
        new BatchKeeping(Duration.ofDays(30), Duration.ofDays(365));

    public BatchKeeping {
      if (!results.isPositive() || record.compareTo(results) < 0) {
        throw new IllegalArgumentException(
            "a batch's results are kept for "
                + results
                + " and the batch for "
                + record
                + ": use times above zero, and keep the batch as long as its results or longer");
      }
    }
  }

  public JanitorSettings {
    if (!grace.isPositive() || results.compareTo(grace) < 0 || uploads.compareTo(grace) < 0) {
      throw new IllegalArgumentException(
          "the janitor's grace must be above zero, and results and uploads are kept for longer");
    }
    if (brought.compareTo(Uploads.USE) < 0) {
      throw new IllegalArgumentException(
          "files that tenants brought are kept for " + brought + ": use a day or more");
    }
    if (objectsPerSweep < 1) {
      throw new IllegalArgumentException("a sweep looks at one object at least");
    }
  }

  /** The same for results that are kept for another time. */
  public JanitorSettings withResults(Duration other) {
    return new JanitorSettings(grace, other, uploads, brought, batches, objectsPerSweep);
  }
}
