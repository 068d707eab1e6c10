package dev.darkroom.storage.object;

import dev.darkroom.storage.StorageException;
import dev.darkroom.storage.StorageException.Code;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;

/** A bucket in memory, for other modules' tests; it passes the same contract as the real one. */
public final class InMemoryObjectStore implements ObjectStore {
  private final ConcurrentSkipListMap<String, Stored> objects = new ConcurrentSkipListMap<>();
  private final AtomicInteger opened = new AtomicInteger();
  private final InstantSource clock;
  private volatile boolean down;

  private record Stored(byte[] bytes, String contentType, Instant modified) {}

  public InMemoryObjectStore() {
    this(InstantSource.system());
  }

  public InMemoryObjectStore(InstantSource clock) {
    this.clock = clock;
  }

  /** While down, every call fails as if no store answered. */
  public void down(boolean isDown) {
    down = isDown;
  }

  /** How often an object's bytes have been read. */
  public int reads() {
    return opened.get();
  }

  /** The content type that an object was stored with. */
  public String contentType(String key) {
    return stored(key).contentType();
  }

  @Override
  public void put(String key, byte[] bytes, String contentType) {
    check();
    objects.put(key, new Stored(bytes.clone(), contentType, clock.instant()));
  }

  @Override
  public void put(String key, Path file, String contentType) {
    try {
      put(key, Files.readAllBytes(file), contentType);
    } catch (IOException e) {
      throw new StorageException(Code.NOT_FOUND, "cannot read " + file + " to store it", e);
    }
  }

  @Override
  public boolean putIfAbsent(String key, byte[] bytes, String contentType) {
    check();
    return objects.putIfAbsent(key, new Stored(bytes.clone(), contentType, clock.instant()))
        == null;
  }

  @Override
  public byte[] get(String key, int maxBytes) {
    byte[] bytes = stored(key).bytes();
    if (bytes.length > maxBytes) {
      throw new StorageException(
          Code.TOO_LARGE, key + " has " + bytes.length + " bytes, over the " + maxBytes);
    }
    opened.incrementAndGet();
    return bytes.clone();
  }

  @Override
  public InputStream open(String key, long offset, long length) {
    ObjectStore.checkRange(offset, length);
    byte[] bytes = stored(key).bytes();
    int from = (int) Math.min(offset, bytes.length);
    int to = (int) Math.min(bytes.length, offset + length);
    opened.incrementAndGet();
    return new ByteArrayInputStream(Arrays.copyOfRange(bytes, from, to));
  }

  @Override
  public Optional<ObjectInfo> stat(String key) {
    check();
    return Optional.ofNullable(objects.get(key)).map(o -> info(key, o));
  }

  @Override
  public ObjectPage list(String prefix, Optional<String> from, int limit) {
    ObjectStore.checkLimit(limit);
    check();
    List<ObjectInfo> found =
        objects.tailMap(from.orElse(prefix), from.isEmpty()).entrySet().stream()
            .takeWhile(e -> e.getKey().startsWith(prefix))
            .limit(limit + 1L)
            .map(e -> info(e.getKey(), e.getValue()))
            .toList();
    return found.size() <= limit
        ? new ObjectPage(found, Optional.empty())
        : new ObjectPage(found.subList(0, limit), Optional.of(found.get(limit - 1).key()));
  }

  @Override
  public void delete(String key) {
    check();
    objects.remove(key);
  }

  @Override
  public URI presignGet(String key, Duration ttl, Optional<String> downloadName) {
    ObjectStore.checkTtl(ttl);
    return URI.create("http://store.invalid/" + key + "?ttl=" + ttl.toSeconds());
  }

  /** Whoever puts something there does so by {@link #put}. */
  @Override
  public URI presignPut(String key, Duration ttl, Body body) {
    ObjectStore.checkTtl(ttl);
    return URI.create("http://store.invalid/" + key + "?ttl=" + ttl.toSeconds());
  }

  /** Nothing is uploaded in parts here. */
  @Override
  public List<UnfinishedUpload> unfinished() {
    check();
    return List.of();
  }

  @Override
  public void discard(UnfinishedUpload upload) {
    check();
  }

  @Override
  public void close() {}

  private Stored stored(String key) {
    check();
    Stored stored = objects.get(key);
    if (stored == null) {
      throw new StorageException(Code.NOT_FOUND, "there is no object " + key);
    }
    return stored;
  }

  private void check() {
    if (down) {
      throw new StorageException(Code.UNAVAILABLE, "the object store is down");
    }
  }

  private static ObjectInfo info(String key, Stored stored) {
    return new ObjectInfo(key, stored.bytes().length, stored.modified());
  }
}
