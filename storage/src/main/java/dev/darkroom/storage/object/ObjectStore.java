package dev.darkroom.storage.object;

import dev.darkroom.storage.StorageException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A bucket. Every call may throw {@link StorageException} UNAVAILABLE after a bounded number of
 * tries, or FORBIDDEN. Keys are those of {@link ObjectKeys}. Safe for use by many threads.
 */
public interface ObjectStore extends AutoCloseable {
  /** The longest listing in one page. */
  int MAX_PAGE = 1_000;

  /** The longest life of a presigned URL; the S3 API allows no longer one. */
  Duration MAX_TTL = Duration.ofDays(7);

  /** Stores bytes, over whatever stood there. */
  void put(String key, byte[] bytes, String contentType);

  /** Stores a file, over whatever stood there; large files go in parts. */
  void put(String key, Path file, String contentType);

  /**
   * Stores bytes where nothing stands yet. It is not tried again: after UNAVAILABLE they may stand
   * there or not.
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
   * The same of an object that need not be there.
   *
   * @throws StorageException TOO_LARGE above {@code maxBytes}
   */
  default Optional<byte[]> find(String key, int maxBytes) {
    try {
      return Optional.of(get(key, maxBytes));
    } catch (StorageException e) {
      if (e.code() == StorageException.Code.NOT_FOUND) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /**
   * Opens a range of an object; the caller closes the stream. A stream that breaks off while it is
   * read throws an {@link java.io.IOException}.
   *
   * @param offset of the first byte, from 0; behind the object's end the stream is empty
   * @param length bytes to read, at least 1; fewer come where the object ends
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
   * @param ttl 1 s to {@link #MAX_TTL}
   * @param downloadName the file name that a browser saves it under; empty to show it
   */
  URI presignGet(String key, Duration ttl, Optional<String> downloadName);

  /**
   * A URL that anybody may put the object with until {@code ttl} ends: a body of this size and type
   * and no other, over whatever stands there. No request is made.
   *
   * @param ttl 1 s to {@link #MAX_TTL}
   */
  URI presignPut(String key, Duration ttl, Body body);

  /**
   * What a presigned PUT must carry, in its headers {@code Content-Length} and {@code
   * Content-Type}.
   */
  record Body(long sizeBytes, String contentType) {
    public Body {
      if (sizeBytes < 0) {
        throw new IllegalArgumentException("a body has no bytes or more, not " + sizeBytes);
      }
    }
  }

  /** Large uploads that were begun and are neither completed nor given up; the first thousand. */
  List<UnfinishedUpload> unfinished();

  /** Gives an unfinished upload up and frees its room; one that is gone is no error. */
  void discard(UnfinishedUpload upload);

  @Override
  void close();

  /** Throws IllegalArgumentException unless {@link #open} takes this range. */
  static void checkRange(long offset, long length) {
    if (offset < 0 || length < 1) {
      throw new IllegalArgumentException(
          "range " + offset + " + " + length + " is none: use an offset from 0, a length from 1");
    }
  }

  /** Throws IllegalArgumentException unless {@link #list} takes this limit. */
  static void checkLimit(int limit) {
    if (limit < 1 || limit > MAX_PAGE) {
      throw new IllegalArgumentException(
          "a page of " + limit + " objects is not in 1 … " + MAX_PAGE);
    }
  }

  /** Throws IllegalArgumentException unless a presigned URL may have this time to live. */
  static void checkTtl(Duration ttl) {
    if (ttl.compareTo(Duration.ofSeconds(1)) < 0 || ttl.compareTo(MAX_TTL) > 0) {
      throw new IllegalArgumentException(
          "a URL cannot live for " + ttl + ": use 1 s to " + MAX_TTL.toDays() + " days");
    }
  }
}
