package dev.darkroom.worker.run;

import dev.darkroom.storage.StorageException;
import dev.darkroom.storage.object.InMemoryObjectStore;
import dev.darkroom.storage.object.PassingStore;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The in-memory store, with the keys that were stored in their order, and outages. */
final class RecordingStore extends PassingStore {
  final List<String> puts = new ArrayList<>();
  final List<String> refused = new ArrayList<>();
  private final InMemoryObjectStore store;

  RecordingStore() {
    this(new InMemoryObjectStore());
  }

  private RecordingStore(InMemoryObjectStore store) {
    super(store);
    this.store = store;
  }

  void down(boolean isDown) {
    store.down(isDown);
  }

  @Override
  public void put(String key, byte[] bytes, String contentType) {
    record(key, () -> super.put(key, bytes, contentType));
  }

  @Override
  public void put(String key, Path file, String contentType) {
    record(key, () -> super.put(key, file, contentType));
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
}
