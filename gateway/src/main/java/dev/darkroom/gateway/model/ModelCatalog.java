package dev.darkroom.gateway.model;

import dev.darkroom.job.ModelRef;
import dev.darkroom.storage.StorageException;
import dev.darkroom.storage.object.ModelManifest;
import dev.darkroom.storage.object.ModelRepository;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The model repository behind a small cache, so that a burst of submits asks the object store once.
 * Where the store is down, what was known goes on being answered: a published version never
 * changes. Calls may block; safe for use by many threads.
 */
public final class ModelCatalog {
  private static final int MAX_CACHED = 1_000;

  private final ModelRepository repository;
  private final InstantSource clock;
  private final Duration ttl;
  private final Map<ModelRef, Known<ModelManifest>> resolved = new LinkedHashMap<>();
  private Optional<Known<List<ModelManifest>>> listed = Optional.empty();

  /**
   * @param ttl how long a newly published version may go unseen
   */
  public ModelCatalog(ModelRepository repository, InstantSource clock, Duration ttl) {
    this.repository = repository;
    this.clock = clock;
    this.ttl = ttl;
  }

  /** The newest version of every model, by name. */
  public List<ModelManifest> list() {
    Optional<Known<List<ModelManifest>>> known = listed();
    List<ModelManifest> list = fresh(known, repository::list);
    remember(list);
    return list;
  }

  /**
   * The version that a reference names, or the newest.
   *
   * @throws StorageException NOT_FOUND where there is none such
   */
  public ModelManifest resolve(ModelRef ref) {
    ModelManifest manifest = fresh(known(ref), () -> repository.resolve(ref));
    remember(ref, manifest);
    return manifest;
  }

  private <T> T fresh(Optional<Known<T>> known, Supplier<T> ask) {
    if (known.isPresent() && known.get().until().isAfter(clock.instant())) {
      return known.get().value();
    }
    try {
      return ask.get();
    } catch (StorageException e) {
      if (e.code() == StorageException.Code.NOT_FOUND || known.isEmpty()) {
        throw e;
      }
      return known.get().value();
    }
  }

  private synchronized Optional<Known<ModelManifest>> known(ModelRef ref) {
    return Optional.ofNullable(resolved.get(ref));
  }

  private synchronized Optional<Known<List<ModelManifest>>> listed() {
    return listed;
  }

  private synchronized void remember(List<ModelManifest> list) {
    listed = Optional.of(known(list, listed));
  }

  private synchronized void remember(ModelRef ref, ModelManifest manifest) {
    Known<ModelManifest> known = known(manifest, Optional.ofNullable(resolved.remove(ref)));
    resolved.put(ref, known);
    if (resolved.size() > MAX_CACHED) {
      resolved.pollFirstEntry();
    }
  }

  // The same object again came out of the cache: it does not become younger by being read.
  private <T> Known<T> known(T value, Optional<Known<T>> before) {
    return before
        .filter(b -> b.value() == value && b.until().isAfter(clock.instant()))
        .orElseGet(() -> new Known<>(value, clock.instant().plus(ttl)));
  }

  private record Known<T>(T value, Instant until) {}
}
