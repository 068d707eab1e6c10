package dev.darkroom.deploy.farm;

import dev.darkroom.deploy.config.FarmSettings;
import dev.darkroom.storage.object.LocalModels;
import dev.darkroom.storage.object.ModelRepository;
import dev.darkroom.storage.object.ObjectStore;
import dev.darkroom.storage.object.S3ObjectStore;
import dev.darkroom.storage.object.S3Settings;
import dev.darkroom.storage.object.StoredModels;
import java.time.Duration;
import java.time.InstantSource;

/** Opens the object store, and what lies in it. */
public final class Stores {
  /** How long a worker waits for another on the same machine that fetches the same model. */
  private static final Duration FETCH_PATIENCE = Duration.ofMinutes(10);

  private Stores() {}

  /**
   * A bucket, made where it is missing.
   *
   * @throws dev.darkroom.storage.StorageException UNAVAILABLE where the server does not answer
   */
  public static S3ObjectStore objects(S3Settings settings) {
    S3ObjectStore store = new S3ObjectStore(settings);
    try {
      store.ensureBucket();
      return store;
    } catch (RuntimeException e) {
      store.close();
      throw e;
    }
  }

  /** The models in a bucket. */
  public static ModelRepository models(ObjectStore objects) {
    return new StoredModels(objects, InstantSource.system());
  }

  /** A worker's way to their files. */
  static LocalModels local(ObjectStore objects, FarmSettings.CacheSettings cache) {
    return new LocalModels(
        objects, cache.folder(), cache.maxBytes(), FETCH_PATIENCE, InstantSource.system());
  }
}
