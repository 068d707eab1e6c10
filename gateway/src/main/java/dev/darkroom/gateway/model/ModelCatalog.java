package dev.darkroom.gateway.model;

import dev.darkroom.job.id.JobId;
import dev.darkroom.job.id.ModelRef;
import dev.darkroom.job.id.TenantId;
import dev.darkroom.storage.StorageException;
import dev.darkroom.storage.object.ModelManifest;
import dev.darkroom.storage.object.ModelRepository;
import dev.darkroom.storage.object.ModelSharing;
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

  private final ModelSharing sharing;
  private final Shelf<ModelRef, ModelManifest> byRef;
  private final Shelf<ModelManifest, Boolean> shared;
  private final Shelf<String, List<ModelManifest>> all;
  private final Shelf<Maker, ModelManifest> byMaker;
  private final Shelf<TenantId, List<ModelManifest>> madeFor;

  private record Maker(TenantId tenant, JobId job) {}

  /**
   * Puts the cache before a repository.
   *
   * @param ttl how long a newly published version, or a change of who may use one, may go unseen
   */
  public ModelCatalog(
      ModelRepository repository, ModelSharing sharing, InstantSource clock, Duration ttl) {
    this.sharing = sharing;
    shared = new Shelf<>(sharing::isShared, clock, ttl, MAX_KEPT);
    byRef = new Shelf<>(repository::resolve, clock, ttl, MAX_KEPT);
    all = new Shelf<>(_ -> repository.list(), clock, ttl, 1);
    byMaker =
        new Shelf<>(
            by -> repository.madeBy(by.tenant(), by.job()).orElseThrow(() -> nothingBy(by.job())),
            clock,
            ttl,
            MAX_KEPT);
    madeFor = new Shelf<>(repository::madeFor, clock, ttl, MAX_KEPT);
  }

  private static StorageException nothingBy(JobId job) {
    return new StorageException(
        StorageException.Code.NOT_FOUND, "there is no model that job " + job + " made");
  }

  /** A version of this name was published for a tenant: it is asked for anew. */
  public void forget(String name, TenantId tenant) {
    byRef.forget(ModelRef.parse(name));
    all.forget("all");
    madeFor.forget(tenant);
  }

  /**
   * The version that a tenant's job became.
   *
   * @throws StorageException NOT_FOUND where there is none such
   */
  public ModelManifest madeBy(TenantId tenant, JobId job) {
    return byMaker.get(new Maker(tenant, job));
  }

  /** The versions that a tenant's jobs became, the newest first. */
  public List<ModelManifest> madeFor(TenantId tenant) {
    return madeFor.get(tenant);
  }

  /** The newest version of every model that a tenant may use, by name. */
  public List<ModelManifest> list(TenantId tenant) {
    return all.get("all").stream().filter(model -> isFor(model, tenant)).toList();
  }

  /**
   * The version that a reference names, or the newest, where the tenant may use it.
   *
   * @throws StorageException NOT_FOUND where there is none such
   */
  public ModelManifest resolve(ModelRef ref, TenantId tenant) {
    ModelManifest model = resolve(ref);
    if (!isFor(model, tenant)) {
      throw new StorageException(StorageException.Code.NOT_FOUND, "there is no model " + ref);
    }
    return model;
  }

  /** Whether every tenant may use a model. */
  public boolean isShared(ModelManifest model) {
    return model.origin().isEmpty() || shared.get(model);
  }

  /** Lets every tenant use the tenant's own model, or nobody else. */
  public void share(ModelManifest model, TenantId tenant, boolean withAll) {
    sharing.share(model.card().name(), tenant, withAll);
    shared.forget(model);
  }

  private boolean isFor(ModelManifest model, TenantId tenant) {
    return model.origin().map(of -> of.tenant().equals(tenant)).orElse(true) || isShared(model);
  }

  /**
   * The version that a reference names, or the newest, whosever it is: not for answers.
   *
   * @throws StorageException NOT_FOUND where there is none such
   */
  public ModelManifest resolve(ModelRef ref) {
    return byRef.get(ref);
  }
}
