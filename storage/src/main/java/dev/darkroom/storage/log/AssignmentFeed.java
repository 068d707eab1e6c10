package dev.darkroom.storage.log;

import dev.darkroom.job.worker.Assignment;
import dev.darkroom.storage.StorageException;
import java.time.Duration;
import java.util.List;

/**
 * What the scheduler tells one worker, from the moment this feed was opened: open it before saying
 * Hello. For one thread.
 */
public interface AssignmentFeed extends AutoCloseable {

  /**
   * Waits up to {@code wait} for assignments to exactly this worker and this incarnation.
   *
   * @throws StorageException UNAVAILABLE or FORBIDDEN where reading cannot go on
   */
  List<Assignment> poll(Duration wait);

  @Override
  void close();
}
