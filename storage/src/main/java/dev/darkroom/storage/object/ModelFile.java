package dev.darkroom.storage.object;

import dev.darkroom.job.id.Digest;

/** One file of a model; {@code path} is relative to the model's folder. */
public record ModelFile(String path, Digest digest, long sizeBytes) {
  public ModelFile {
    var _ = ObjectKeys.path(path);
    if (sizeBytes < 0) {
      throw new IllegalArgumentException(path + " has the negative size " + sizeBytes);
    }
  }
}
