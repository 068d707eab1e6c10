package dev.darkroom.job;

import dev.darkroom.job.id.Epoch;
import dev.darkroom.job.id.JobId;
import java.util.List;

/**
 * What one run produced, written last: until it exists the run has produced nothing. The scheduler
 * accepts its digest for the current epoch only.
 */
public record RunManifest(JobId job, Epoch epoch, List<Output> outputs) {
  public RunManifest {
    outputs = List.copyOf(outputs);
  }
}
