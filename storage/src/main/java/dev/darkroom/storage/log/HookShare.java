package dev.darkroom.storage.log;

import dev.darkroom.job.JobRecord;
import dev.darkroom.storage.StorageException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One gateway's share in the work of webhooks: it reads what becomes of jobs on the partitions that
 * are its own for now, and writes what follows from it in one transaction with how far it has read.
 * Whoever has lost a partition can commit nothing any more. For one thread.
 */
public interface HookShare extends AutoCloseable {
  /** A job's latest state, as it was read; it takes shape only where somebody wants to know. */
  interface JobNews {
    int partition();

    /** Empty where it cannot be read: that must not hold up every other job's news. */
    Optional<JobRecord> job();
  }

  /**
   * Waits up to {@code wait} for the next states of jobs on the own partitions.
   *
   * @throws StorageException UNAVAILABLE or FORBIDDEN where reading cannot go on
   */
  List<JobNews> poll(Duration wait);

  /**
   * The partitions that are this share's own, each with the mark that was committed with how far it
   * was read: the beginning of time where there is none.
   */
  Map<Integer, Instant> owned();

  /**
   * Commits changes, how far was read, and a mark for each own partition.
   *
   * @return false where the partitions are on the move and nothing was committed; what was read
   *     since the last commit is read again then
   * @throws StorageException where this share can commit no more
   */
  boolean commit(List<HookChange> changes, Map<Integer, Instant> marks);

  @Override
  void close();
}
