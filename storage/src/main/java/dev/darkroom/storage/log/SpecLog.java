package dev.darkroom.storage.log;

import dev.darkroom.job.id.Digest;
import dev.darkroom.job.id.JobId;
import dev.darkroom.job.id.SpecRef;
import dev.darkroom.job.spec.JobSpec;
import dev.darkroom.storage.StorageException;
import java.util.concurrent.CompletableFuture;

/** The full specs of jobs. Safe for use by many threads. */
public interface SpecLog extends AutoCloseable {

  /**
   * Writes a spec on its job's home partition under a key of its own, and waits until the log has
   * it.
   *
   * @param request digest of the request as the client sent it; see {@link SpecRef#digest}
   * @throws StorageException UNAVAILABLE where the log does not take it in time, TOO_LARGE above
   *     {@link Topic#MAX_RECORD_BYTES}
   */
  SpecRef write(JobId job, JobSpec spec, Digest request);

  /**
   * Writes as {@link #write} does and waits for nothing: for many at once.
   *
   * @return the reference once the log has it; or, failed, what {@link #write} throws
   */
  default CompletableFuture<SpecRef> post(JobId job, JobSpec spec, Digest request) {
    try {
      return CompletableFuture.completedFuture(write(job, spec, request));
    } catch (StorageException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  /**
   * Reads the spec that a reference names.
   *
   * @throws StorageException NOT_FOUND where it is not there any more, UNAVAILABLE where the log
   *     does not answer in time
   */
  JobSpec read(SpecRef ref);

  @Override
  void close();
}
