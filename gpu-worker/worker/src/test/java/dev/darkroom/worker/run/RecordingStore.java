package dev.darkroom.worker.run;

import dev.darkroom.storage.StorageException;
import dev.darkroom.storage.object.InMemoryObjectStore;
import dev.darkroom.storage.object.ObjectInfo;
import dev.darkroom.storage.object.ObjectPage;
import dev.darkroom.storage.object.ObjectStore;
import dev.darkroom.storage.object.UnfinishedUpload;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The in-memory store, with the keys that were stored in their order, and outages. */
final class RecordingStore implements ObjectStore {
  final List<String> puts = new ArrayList<>();
  final List<String> refused = new ArrayList<>();
  private final InMemoryObjectStore store = new InMemoryObjectStore();

  void down(boolean isDown) {
    store.down(isDown);
  }

  @Override
  public void put(String key, byte[] bytes, String contentType) {
    record(key, () -> store.put(key, bytes, contentType));
  }

  @Override
  public void put(String key, Path file, String contentType) {
    record(key, () -> store.put(key, file, contentType));
  }

  private void record(String key, Runnable put) {
    try {
      put.run();
      puts.add(key);
    } catch (StorageException e) {
      refused.add(key);
      throw e;
    }
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
