package dev.darkroom.storage.object;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A store whose streams break off after some bytes. */
final class BreakingStore implements ObjectStore {
  private final ObjectStore store;
  private final int after;
  private final List<Long> offsets = new ArrayList<>();

  BreakingStore(ObjectStore store, int after) {
    this.store = store;
    this.after = after;
  }

  /** Where the streams began that were opened. */
  List<Long> offsets() {
    return offsets;
  }

  @Override
  public InputStream open(String key, long offset, long length) {
    offsets.add(offset);
    return new FilterInputStream(store.open(key, offset, length)) {
      private int left = after;

      @Override
      public int read(byte[] into, int from, int count) throws IOException {
        if (left == 0) {
          throw new IOException("the connection was reset");
        }
        int n = super.read(into, from, Math.min(count, left));
        left -= Math.max(0, n);
        return n;
      }
    };
  }

  @Override
  public void put(String key, byte[] bytes, String contentType) {
    store.put(key, bytes, contentType);
  }

  @Override
  public void put(String key, Path file, String contentType) {
    store.put(key, file, contentType);
  }

  @Override
  public boolean putIfAbsent(String key, byte[] bytes, String contentType) {
    return store.putIfAbsent(key, bytes, contentType);
  }

  @Override
  public byte[] get(String key, int maxBytes) {
    return store.get(key, maxBytes);
  }

  @Override
  public Optional<ObjectInfo> stat(String key) {
    return store.stat(key);
  }

  @Override
  public ObjectPage list(String prefix, Optional<String> from, int limit) {
    return store.list(prefix, from, limit);
  }

  @Override
  public void delete(String key) {
    store.delete(key);
  }

  @Override
  public URI presignGet(String key, Duration ttl, Optional<String> downloadName) {
    return store.presignGet(key, ttl, downloadName);
  }

  @Override
  public List<UnfinishedUpload> unfinished() {
    return store.unfinished();
  }

  @Override
  public void discard(UnfinishedUpload upload) {
    store.discard(upload);
  }

  @Override
  public void close() {
    store.close();
  }
}
