package dev.darkroom.job.spec;

import dev.darkroom.job.id.Digest;
import java.util.Optional;

/**
 * A picture that a job reads, as it lies in the object store.
 *
 * @param name its file's, for people
 * @param digest of its bytes: whoever reads others than these refuses them
 * @param caption what it shows, where somebody has said so
 */
public record Picture(
    String name, String key, Digest digest, long sizeBytes, Optional<String> caption) {
  /** The same picture under other words. */
  public Picture withCaption(String text) {
    return new Picture(name, key, digest, sizeBytes, Optional.of(text));
  }
}
