package dev.darkroom.worker.run;

import dev.darkroom.job.Digest;
import dev.darkroom.job.ModelRef;
import dev.darkroom.storage.StorageException;
import dev.darkroom.storage.object.ModelManifest;
import dev.darkroom.storage.object.ModelRepository;
import dev.darkroom.storage.object.ObjectStore;
import dev.darkroom.worker.model.ModelCache;

/** What runs take from the farm: models, and files by key and digest. */
public record Shelf(ModelRepository models, ModelCache cache, ObjectStore store) {

  /**
   * The manifest of a job's model.
   *
   * @throws RunFailure {@code model_not_found} where it has been removed
   */
  public ModelManifest manifest(ModelRef model, RunContext context) {
    return manifest(model, "model", context);
  }

  /** The same, of a model that another field names. */
  ModelManifest manifest(ModelRef model, String param, RunContext context) {
    try {
      return context.retries().call("model", context.stop(), () -> models.resolve(model));
    } catch (StorageException e) {
      if (e.code() == StorageException.Code.NOT_FOUND) {
        throw RunFailure.client("model_not_found", String.valueOf(e.getMessage()), param);
      }
      throw e;
    }
  }

  /**
   * A file as its job was given it.
   *
   * @param param the field that named it
   * @throws RunFailure {@code file_not_found} or {@code file_changed}: trying again helps nothing
   */
  public byte[] file(String key, Digest digest, int maxBytes, String param, RunContext context) {
    try {
      byte[] bytes = context.retries().call("file", context.stop(), () -> store.get(key, maxBytes));
      if (!Digest.of(bytes).equals(digest)) {
        throw RunFailure.client(
            "file_changed", "what lies at " + key + " is not what the job was given", param);
      }
      return bytes;
    } catch (StorageException e) {
      if (e.code() == StorageException.Code.NOT_FOUND) {
        throw RunFailure.client(
            "file_not_found", key + " is no longer there: bring it again, and submit anew", param);
      }
      throw e;
    }
  }
}
