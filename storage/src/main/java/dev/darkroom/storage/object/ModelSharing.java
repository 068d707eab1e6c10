package dev.darkroom.storage.object;

import dev.darkroom.job.id.TenantId;
import dev.darkroom.storage.StorageException;
import java.nio.charset.StandardCharsets;

/**
 * Who may use the models that jobs made: their tenants alone, or every tenant of the farm. What was
 * brought by an operator is everybody's.
 */
public final class ModelSharing {
  private static final int MAX_BYTES = 1_000;

  private final ObjectStore store;

  public ModelSharing(ObjectStore store) {
    this.store = store;
  }

  /** Whether every tenant may use this model. */
  public boolean isShared(ModelManifest model) {
    return model
        .origin()
        .map(origin -> isShared(model.card().name(), origin.tenant()))
        .orElse(true);
  }

  /** Lets every tenant use the tenant's model of this name, all its versions; or nobody else. */
  public void share(String name, TenantId tenant, boolean shared) {
    String key = ObjectKeys.sharedModel(name);
    if (shared) {
      store.put(key, tenant.value().getBytes(StandardCharsets.UTF_8), "text/plain");
    } else {
      store.delete(key);
    }
  }

  /** The mark of a tenant whose model had the name before says nothing of this one. */
  private boolean isShared(String name, TenantId tenant) {
    try {
      byte[] owner = store.get(ObjectKeys.sharedModel(name), MAX_BYTES);
      return new String(owner, StandardCharsets.UTF_8).equals(tenant.value());
    } catch (StorageException e) {
      if (e.code() == StorageException.Code.NOT_FOUND) {
        return false;
      }
      throw e;
    }
  }
}
