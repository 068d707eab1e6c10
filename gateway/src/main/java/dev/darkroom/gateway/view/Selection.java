package dev.darkroom.gateway.view;

import dev.darkroom.job.JobRecord;
import java.util.List;

/**
 * The oldest of some jobs.
 *
 * @param total how many there are, those that were left out among them
 * @param hasMore whether younger ones were left out
 */
public record Selection(List<JobRecord> jobs, int total, boolean hasMore) {
  public Selection {
    jobs = List.copyOf(jobs);
  }
}
