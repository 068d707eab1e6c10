package dev.darkroom.storage.object;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.darkroom.job.id.Digest;
import java.util.Optional;

/**
 * One file of a model.
 *
 * @param path relative to the model's folder
 * @param numbers of its tensors; empty where its format does not tell, or an older version wrote
 *     this
 */
public record ModelFile(
    String path,
    Digest digest,
    long sizeBytes,
    @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<Long> numbers) {
  private static final int WIDEST = Float.BYTES;

  public ModelFile {
    var _ = ObjectKeys.path(path);
    if (sizeBytes < 0) {
      throw new IllegalArgumentException(path + " has the negative size " + sizeBytes);
    }
  }

  /** A file of which only the size is known. */
  public ModelFile(String path, Digest digest, long sizeBytes) {
    this(path, digest, sizeBytes, Optional.empty());
  }

  /** What it occupies in memory, its numbers in 32 bits each. */
  long memoryBytes() {
    return numbers.map(count -> WIDEST * count).orElse(sizeBytes);
  }
}
