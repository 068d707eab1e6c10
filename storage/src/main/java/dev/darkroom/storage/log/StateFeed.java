package dev.darkroom.storage.log;

import dev.darkroom.storage.StorageException;
import java.time.Duration;
import java.util.List;

/** The committed state topic, all partitions from their beginning, then live. For one thread. */
public interface StateFeed extends AutoCloseable {

  /**
   * Waits up to {@code wait} for the next records.
   *
   * @throws StorageException UNAVAILABLE or FORBIDDEN where reading cannot go on
   */
  List<StateRecord> poll(Duration wait);

  /**
   * Whether every record that was committed when the feed was opened, or marked last, has been
   * returned by {@link #poll}.
   */
  boolean caughtUp();

  /**
   * From now on {@link #caughtUp} speaks of what is committed now.
   *
   * @throws StorageException UNAVAILABLE or FORBIDDEN where that cannot be told
   */
  void mark();

  @Override
  void close();
}
