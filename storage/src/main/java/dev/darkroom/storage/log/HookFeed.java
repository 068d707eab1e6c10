package dev.darkroom.storage.log;

import dev.darkroom.storage.StorageException;
import java.time.Duration;
import java.util.List;

/** The committed hooks topic, all partitions from their beginning, then live. For one thread. */
public interface HookFeed extends AutoCloseable {

  /**
   * Waits up to {@code wait} for the next records.
   *
   * @throws StorageException UNAVAILABLE or FORBIDDEN where reading cannot go on
   */
  List<HookChange> poll(Duration wait);

  /** As {@link StateFeed#caughtUp}. */
  boolean caughtUp();

  /** As {@link StateFeed#mark}. */
  void mark();

  @Override
  void close();
}
