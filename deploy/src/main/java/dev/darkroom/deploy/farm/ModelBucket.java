package dev.darkroom.deploy.farm;

import dev.darkroom.storage.object.ModelRepository;
import dev.darkroom.storage.object.S3ObjectStore;
import dev.darkroom.storage.object.S3Settings;
import dev.darkroom.storage.object.StoredModels;
import java.time.InstantSource;

/** The models of a farm, for whoever needs nothing else of it. */
public final class ModelBucket implements AutoCloseable {
  private final S3ObjectStore store;

  private ModelBucket(S3ObjectStore store) {
    this.store = store;
  }

  /**
   * Opens the bucket, made where it is missing.
   *
   * @throws dev.darkroom.storage.StorageException UNAVAILABLE where the server does not answer
   */
  public static ModelBucket open(S3Settings settings) {
    S3ObjectStore store = new S3ObjectStore(settings);
    try {
      store.ensureBucket();
      return new ModelBucket(store);
    } catch (RuntimeException e) {
      store.close();
      throw e;
    }
  }

  public ModelRepository models() {
    return new StoredModels(store, InstantSource.system());
  }

  @Override
  public void close() {
    store.close();
  }
}
