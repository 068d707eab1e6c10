package dev.darkroom.storage.janitor;

import dev.darkroom.storage.upload.Uploads;
import java.time.Duration;

/**
 * When things are thrown away, and how much at once.
 *
 * @param grace for which nothing is touched after it was written, and no job's files after it
 *     ended: above two leases, so that every run that could still write has stopped by then
 * @param results for which a job's result is kept after it succeeded
 * @param uploads for which a publisher or an upload may be silent before it counts as dead
 * @param brought for which a file that a tenant brought is kept after it was brought or used last
 * @param objectsPerSweep looked at in one sweep; the next one goes on where it ended
 */
public record JanitorSettings(
    Duration grace, Duration results, Duration uploads, Duration brought, int objectsPerSweep) {
  public static final JanitorSettings DEFAULT =
      new JanitorSettings(
          Duration.ofHours(1), Duration.ofDays(7), Duration.ofDays(1), Duration.ofDays(7), 100_000);

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
    return new JanitorSettings(grace, other, uploads, brought, objectsPerSweep);
  }
}
