package dev.darkroom.gateway.model;

import dev.darkroom.job.ModelRef;
import dev.darkroom.storage.StorageException;
import dev.darkroom.storage.object.ModelManifest;
import dev.darkroom.storage.object.ModelRepository;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/**
 * The model repository behind a small cache, so that a burst of submits asks the object store once.
 * Where the store is down, what was known goes on being answered: a published version never
 * changes. Calls may block; safe for use by many threads.
 */
public final class ModelCatalog {
  private static final int MAX_KEPT = 1_000;

  private final Shelf<ModelRef, ModelManifest> byRef;
  private final Shelf<String, List<ModelManifest>> all;

  /**
   * Puts the cache before a repository.
   *
   * @param ttl how long a newly published version may go unseen
   */
  public ModelCatalog(ModelRepository repository, InstantSource clock, Duration ttl) {
    byRef = new Shelf<>(repository::resolve, clock, ttl, MAX_KEPT);
    all = new Shelf<>(_ -> repository.list(), clock, ttl, 1);
  }

  /** A version of this name was published: it is asked for anew. */
  public void forget(String name) {
    byRef.forget(ModelRef.parse(name));
    all.forget("all");
  }

  /** The newest version of every model, by name. */
  public List<ModelManifest> list() {
    return all.get("all");
  }

  /**
   * The version that a reference names, or the newest.
   *
   * @throws StorageException NOT_FOUND where there is none such
   */
  public ModelManifest resolve(ModelRef ref) {
    return byRef.get(ref);
  }
}
