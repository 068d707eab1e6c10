package dev.darkroom.worker;

import dev.darkroom.job.id.PoolId;
import dev.darkroom.storage.StorageException;
import dev.darkroom.storage.log.FarmLog;
import dev.darkroom.storage.log.StateEntry;
import dev.darkroom.storage.log.StateFeed;
import dev.darkroom.storage.log.StateRecord;
import java.time.Duration;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/** Finds in the log on which partition a pool stands. */
final class PoolFinder {
  private static final Duration POLL = Duration.ofMillis(200);

  private final FarmLog log;
  private final Duration limit;
  private final LongSupplier nanos;

  PoolFinder(FarmLog log, Duration limit, LongSupplier nanos) {
    this.log = log;
    this.limit = limit;
    this.nanos = nanos;
  }

  /**
   * The pool's partition.
   *
   * @throws StorageException NOT_FOUND if the log knows no such pool, with those it knows;
   *     UNAVAILABLE if it cannot be read in time
   */
  int partitionOf(PoolId pool) {
    SortedMap<PoolId, Integer> found = new TreeMap<>();
    long began = nanos.getAsLong();
    try (StateFeed feed = log.stateFeed()) {
      while (!feed.caughtUp()) {
        if (nanos.getAsLong() - began > limit.toNanos()) {
          throw new StorageException(
              StorageException.Code.UNAVAILABLE,
              "the state of the farm could not be read within " + limit.toSeconds() + " s");
        }
        feed.poll(POLL).forEach(record -> note(record, found));
      }
    }
    Integer partition = found.get(pool);
    if (partition == null) {
      throw new StorageException(
          StorageException.Code.NOT_FOUND,
          "there is no pool '" + pool + "': the farm has " + found.keySet());
    }
    return partition;
  }

  private static void note(StateRecord record, SortedMap<PoolId, Integer> found) {
    if (record.entry().isEmpty()) {
      found.keySet().removeIf(pool -> StateEntry.poolKey(pool).equals(record.key()));
    } else if (record.entry().get() instanceof StateEntry.PoolEntry entry) {
      found.put(entry.pool().id(), entry.pool().partition());
    }
  }
}
