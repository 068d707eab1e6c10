package dev.darkroom.storage.object;

import dev.darkroom.storage.StorageException;
import java.nio.file.Path;

/** Brings models onto this machine's disk. */
public interface ModelSource {

  /**
   * The model's files in a local folder, every digest checked. While the answer is open nothing of
   * it is evicted.
   *
   * @throws StorageException UNAVAILABLE, CORRUPT where the store's bytes are not the manifest's,
   *     FULL where they do not fit
   */
  LocalModel open(ModelManifest manifest);

  /** A model on disk, in use. */
  interface LocalModel extends AutoCloseable {
    ModelManifest manifest();

    /** The folder, laid out as it was published. Read only. */
    Path folder();

    @Override
    void close();
  }
}
