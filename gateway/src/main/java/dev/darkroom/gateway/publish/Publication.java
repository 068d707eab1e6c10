package dev.darkroom.gateway.publish;

import dev.darkroom.job.JobRecord;
import dev.darkroom.job.spec.JobKind;
import dev.darkroom.job.spec.JobSpec;
import java.util.Set;

/** What a job that has succeeded leaves behind for later jobs. */
interface Publication {
  /** The kinds of job that leave it. */
  Set<JobKind> kinds();

  /**
   * Publishes it; for one job however often it is called, once.
   *
   * @throws dev.darkroom.storage.StorageException where a store is down, or the job's files are no
   *     longer there
   */
  void publish(JobRecord job, JobSpec spec);
}
