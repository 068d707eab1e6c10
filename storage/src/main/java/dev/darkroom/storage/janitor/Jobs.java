package dev.darkroom.storage.janitor;

import dev.darkroom.job.JobRecord;
import dev.darkroom.job.id.JobId;
import dev.darkroom.job.id.TenantId;
import java.time.Instant;
import java.util.Optional;

/** The jobs in the log, as whoever runs the janitor follows them. */
public interface Jobs {
  /** Whether everything that was in the log when this was asked is known here. */
  boolean caughtUp();

  /** When the oldest of a tenant's jobs that have not ended was submitted. */
  Optional<Instant> oldestUnfinished(TenantId tenant);

  /** The job's record; empty where the log has none. */
  Optional<JobRecord> find(JobId job);
}
