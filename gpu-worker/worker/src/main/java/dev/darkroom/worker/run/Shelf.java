package dev.darkroom.worker.run;

import dev.darkroom.job.id.Digest;
import dev.darkroom.job.id.ModelRef;
import dev.darkroom.storage.StorageException;
import dev.darkroom.storage.object.ModelManifest;
import dev.darkroom.storage.object.ModelRepository;
import dev.darkroom.storage.object.ObjectStore;
import dev.darkroom.worker.model.Holdings;
import dev.darkroom.worker.model.ModelCache;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;

/**
 * What runs take from the farm: models, and files by key and digest.
 *
 * @param held is told of what stays at hand
 */
public record Shelf(ModelRepository models, ModelCache cache, ObjectStore store, Holdings held) {

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
    return manifest(model, param, context.retries(), context.stop());
  }

  /** The same for several runs at once. */
  ModelManifest manifest(ModelRef model, String param, Retries retries, StopSignal stop) {
    try {
      return retries.call("model", stop, () -> models.resolve(model));
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

  /**
   * A file as its job was given it, however large, written to disk as it comes.
   *
   * @param to where it is written, over whatever stands there
   * @param param the field that named it
   * @throws RunFailure as {@link #file}, or {@code file_too_large}
   */
  public void download(
      String key, Digest digest, Path to, long maxBytes, String param, RunContext context) {
    if (!download(key, to, maxBytes, param, context).equals(digest)) {
      throw RunFailure.client(
          "file_changed", "what lies at " + key + " is not what the job was given", param);
    }
  }

  /**
   * A file as it lies there now.
   *
   * @return the digest of its bytes
   * @throws RunFailure {@code file_not_found} or {@code file_too_large}
   */
  public Digest download(String key, Path to, long maxBytes, String param, RunContext context) {
    return context.retries().call("file", context.stop(), () -> copy(key, to, maxBytes, param));
  }

  private Digest copy(String key, Path to, long maxBytes, String param) {
    MessageDigest sha = Digest.sha256();
    try (InputStream in = new DigestInputStream(store.open(key, 0, maxBytes + 1), sha);
        OutputStream out = Files.newOutputStream(to)) {
      if (in.transferTo(out) > maxBytes) {
        throw RunFailure.client(
            "file_too_large",
            "%s is larger than %d bytes: bring a smaller one".formatted(key, maxBytes),
            param);
      }
      return Digest.ofHash(sha.digest());
    } catch (StorageException e) {
      if (e.code() == StorageException.Code.NOT_FOUND) {
        throw RunFailure.client(
            "file_not_found", key + " is no longer there: bring it again, and submit anew", param);
      }
      throw e;
    } catch (IOException e) {
      throw new StorageException(
          StorageException.Code.UNAVAILABLE, "reading " + key + " broke off", e);
    }
  }
}
