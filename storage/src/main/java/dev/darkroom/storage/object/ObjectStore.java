package dev.darkroom.storage.object;

import dev.darkroom.storage.StorageException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * A bucket. Every call may throw {@link StorageException} UNAVAILABLE after a bounded number of
 * tries, or FORBIDDEN. Keys are those of {@link ObjectKeys}. Safe for use by many threads.
 */
public interface ObjectStore extends AutoCloseable {
  /** The longest listing in one page. */
  int MAX_PAGE = 1_000;

  /** Stores bytes, over whatever stood there. */
  void put(String key, byte[] bytes, String contentType);

  /** Stores a file, over whatever stood there; large files go in parts. */
  void put(String key, Path file, String contentType);

  /**
   * Stores bytes where nothing stands yet.
   *
   * @return whether this call stored them; of several racing callers one is told true
   */
  boolean putIfAbsent(String key, byte[] bytes, String contentType);

  /**
   * Reads a whole object.
   *
   * @throws StorageException NOT_FOUND, or TOO_LARGE above {@code maxBytes}
   */
  byte[] get(String key, int maxBytes);

  /**
   * Opens a range of an object; the caller closes the stream.
   *
   * @param length bytes to read, or fewer where the object ends
   * @throws StorageException NOT_FOUND
   */
  InputStream open(String key, long offset, long length);

  /** What stands under a key, if anything. */
  Optional<ObjectInfo> stat(String key);

  /**
   * Objects whose keys begin with a prefix.
   *
   * @param from a page's {@link ObjectPage#next}, or empty for the first
   * @param limit 1 to {@link #MAX_PAGE}
   */
  ObjectPage list(String prefix, Optional<String> from, int limit);

  /** Removes an object; a missing one is no error. */
  void delete(String key);

  /**
   * A URL that anybody may read the object with until {@code ttl} ends. No request is made: the
   * object need not exist.
   *
   * @param downloadName the file name that a browser saves it under; empty to show it
   */
  URI presignGet(String key, Duration ttl, Optional<String> downloadName);

  @Override
  void close();
}
