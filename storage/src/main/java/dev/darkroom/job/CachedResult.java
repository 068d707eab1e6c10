package dev.darkroom.job;

import dev.darkroom.job.id.Digest;
import dev.darkroom.job.id.Epoch;
import dev.darkroom.job.id.JobId;
import java.util.List;

/**
 * What a job that asks for the same as an earlier one of its tenant ends with, instead of a run.
 *
 * @param from the earlier job
 * @param manifest of the new job's own copy, which is that of epoch {@link Epoch#NONE}
 * @param outputs the new job's own copies
 */
public record CachedResult(JobId from, Digest manifest, List<Output> outputs) {
  public CachedResult {
    outputs = List.copyOf(outputs);
  }
}
