package dev.darkroom.storage.object;

import java.io.InputStream;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Passes every call on to another store: tests override what they want to watch or spoil. */
public abstract class PassingStore implements ObjectStore {
  private final ObjectStore store;

  protected PassingStore(ObjectStore store) {
    this.store = store;
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
  public InputStream open(String key, long offset, long length) {
    return store.open(key, offset, length);
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
  public URI presignPut(String key, Duration ttl, Body body) {
    return store.presignPut(key, ttl, body);
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
