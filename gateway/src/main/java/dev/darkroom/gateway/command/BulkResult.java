package dev.darkroom.gateway.command;

import dev.darkroom.job.JobHeader;
import dev.darkroom.job.id.JobId;
import java.util.List;
import java.util.Optional;

/**
 * What became of a bulk action.
 *
 * @param matched jobs that it concerns, also those beyond its limit
 * @param changed jobs to which it was done
 * @param unchanged jobs that were so already when the scheduler came to them
 * @param unanswered jobs of which the scheduler has not spoken yet: it will be done
 * @param refused why it was not done to others, and to how many
 * @param jobs the first of them
 * @param done those to which it was or will be done, with their tenants
 * @param next the last of them, where there are more
 */
public record BulkResult(
    int matched,
    int changed,
    int unchanged,
    int unanswered,
    List<Refused> refused,
    List<JobId> jobs,
    List<JobHeader> done,
    Optional<JobId> next) {

  /**
   * Jobs to which it was not done, for one reason.
   *
   * @param message of the first of them
   */
  public record Refused(String code, int count, String message, JobId first) {}
}
