package dev.darkroom.storage.janitor;

import dev.darkroom.job.JobId;
import dev.darkroom.job.JobRecord;
import java.util.Optional;

/** The jobs in the log, as whoever runs the janitor follows them. */
public interface Jobs {
  /** Whether everything that was in the log when this was asked is known here. */
  boolean caughtUp();

  /** The job's record; empty where the log has none. */
  Optional<JobRecord> find(JobId job);
}
