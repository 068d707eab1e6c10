package dev.darkroom.gateway.hook;

import dev.darkroom.job.JobRecord;
import dev.darkroom.job.JobStatus;
import dev.darkroom.job.TimelineEntry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a job's record tells webhooks of. The scheduler writes a record once for all that a decision
 * changed, so a record may tell of several; and it writes the same timeline again when something
 * else changes, so a mark says what was told already.
 */
final class JobHappenings {
  /**
   * How far the clocks of schedulers may part. What lies so close before a mark is looked at again;
   * it is known by its delivery's id.
   */
  static final Duration APART = Duration.ofSeconds(5);

  private JobHappenings() {}

  /**
   * A job had this status from then on.
   *
   * @param reason as in the timeline; empty where there is none
   */
  record Happening(JobStatus status, Instant at, String reason) {
    String type() {
      return "job." + status;
    }
  }

  /** What the record tells of that is not clearly before the mark, the oldest first. */
  static List<Happening> since(JobRecord job, Instant mark) {
    Instant from = mark.isBefore(Instant.EPOCH.plus(APART)) ? Instant.EPOCH : mark.minus(APART);
    return here(job).stream()
        .filter(entry -> !entry.at().isBefore(from))
        .flatMap(entry ->
            status(entry).stream().map(status -> new Happening(status, entry.at(), entry.reason())))
        .toList();
  }

  /** What was before a job came from another partition was told of there. */
  private static List<TimelineEntry> here(JobRecord job) {
    List<TimelineEntry> life = job.timeline();
    int left = life.size() - 1;
    while (left >= 0 && !life.get(left).what().equals(JobRecord.MOVING)) {
      left--;
    }
    return job.livesOn() == job.partition() ? life.subList(left + 1, life.size()) : life;
  }

  /** The later of a mark and a record's last entry. */
  static Instant later(Instant mark, JobRecord job) {
    Instant last = job.timeline().getLast().at();
    return last.isAfter(mark) ? last : mark;
  }

  private static Optional<JobStatus> status(TimelineEntry entry) {
    return switch (entry.what()) {
      case "queued", "requeued", "resumed", "retried" -> Optional.of(JobStatus.QUEUED);
      case "running" -> Optional.of(JobStatus.RUNNING);
      case "paused" -> Optional.of(JobStatus.PAUSED);
      case "canceling" -> Optional.of(JobStatus.CANCELING);
      case "stored", "cached" -> Optional.of(JobStatus.SUCCEEDED);
      case "canceled" -> Optional.of(JobStatus.CANCELED);
      case "failed", "dead_letter" -> Optional.of(JobStatus.FAILED);
      case "expired" -> Optional.of(JobStatus.EXPIRED);
      default -> Optional.empty(); // finer steps, which change no status
    };
  }
}
