package dev.darkroom.storage.upload;

import dev.darkroom.job.id.Digest;
import dev.darkroom.job.spec.Picture;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A file that a tenant brought.
 *
 * @param name as its user knows it
 * @param key where its bytes lie
 * @param usedAt when its time began anew; empty of one that only has been brought
 * @param parts the pictures of an archive, each an upload of its own; empty of any other file
 */
public record Upload(
    Digest digest,
    String name,
    String key,
    String contentType,
    long sizeBytes,
    Optional<String> caption,
    List<Digest> parts,
    Instant createdAt,
    Optional<Instant> usedAt) {
  public Upload {
    parts = List.copyOf(parts);
  }

  /** From when on its time runs. */
  Instant lastUse() {
    return usedAt.orElse(createdAt);
  }

  /** The same, used once more. */
  Upload usedAt(Instant now) {
    return new Upload(
        digest, name, key, contentType, sizeBytes, caption, parts, createdAt, Optional.of(now));
  }

  /** What it is known by. */
  public String id() {
    return digest.hex();
  }

  /** The same as a job reads it. */
  public Picture picture() {
    return new Picture(name, key, digest, sizeBytes, caption);
  }
}
