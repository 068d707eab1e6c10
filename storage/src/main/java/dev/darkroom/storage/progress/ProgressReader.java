package dev.darkroom.storage.progress;

import dev.darkroom.job.id.JobId;
import dev.darkroom.storage.StorageException;
import java.util.List;
import java.util.function.Consumer;

/** Reads the progress of jobs. Safe for use by many threads. */
public interface ProgressReader extends AutoCloseable {

  /**
   * The latest of a job.
   *
   * @throws StorageException UNAVAILABLE where Redis does not answer
   */
  ProgressSnapshot snapshot(JobId job);

  /**
   * A job's events after an id, oldest first; at most {@code limit}, and no further back than the
   * stream goes.
   *
   * @throws StorageException UNAVAILABLE where Redis does not answer
   */
  List<ProgressRecord> replay(JobId job, ProgressId after, int limit);

  /**
   * Every job's events from now on, over one connection, one call at a time on one thread. While
   * Redis is down nothing comes; the subscription reconnects by itself.
   *
   * @return closes the subscription
   */
  Subscription subscribe(Consumer<ProgressRecord> listener);

  @Override
  void close();

  /** A running subscription. */
  interface Subscription extends AutoCloseable {
    @Override
    void close();
  }
}
