package dev.darkroom.gateway.batch;

import dev.darkroom.storage.batch.BatchEnd;
import dev.darkroom.storage.batch.BatchManifest;

/**
 * Hears of each batch that has ended, at least once: the batch stays among the open ones until this
 * has returned, so a gateway that dies in between is followed by another that calls it again.
 */
public interface BatchListener {
  /** Nobody. */
  BatchListener NONE = (_, _) -> {};

  /**
   * Writes down durably that it heard of it, once however often it is called.
   *
   * @throws dev.darkroom.storage.StorageException where something is down: it is called again
   */
  void ended(BatchManifest batch, BatchEnd end);
}
