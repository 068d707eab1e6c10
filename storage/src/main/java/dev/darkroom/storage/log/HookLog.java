package dev.darkroom.storage.log;

import dev.darkroom.storage.StorageException;
import dev.darkroom.storage.hook.HookEntry;

/** The hooks topic, and a share in the work that it tells of. */
public interface HookLog {
  /** The partitions that entries may stand on. */
  int partitions();

  /**
   * Writes an entry, and returns when the log has it.
   *
   * @throws StorageException UNAVAILABLE where the log does not take it in time
   */
  void put(int partition, HookEntry entry);

  /**
   * Lets a key be gone, as {@link #put} does.
   *
   * @throws StorageException UNAVAILABLE where the log does not take it in time
   */
  void forget(int partition, String key);

  /** All that is committed, from the beginning. */
  HookFeed feed();

  /** Takes part in the work: of each partition's deliveries one share at a time has the care. */
  HookShare share();
}
