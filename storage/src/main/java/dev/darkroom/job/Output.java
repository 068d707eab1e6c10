package dev.darkroom.job;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.darkroom.job.id.Digest;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One file that a run left.
 *
 * @param name file name, unique in its job
 * @param key where it lies in the object store
 * @param seed of the picture, where it has one
 * @param deletedAt since when the file is gone by its owner's will; what is said of it stays
 */
public record Output(
    String name,
    Role role,
    String key,
    Digest hash,
    String contentType,
    long sizeBytes,
    OptionalLong seed,
    @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<Instant> deletedAt) {

  /** A file that is there. */
  public Output(
      String name,
      Role role,
      String key,
      Digest hash,
      String contentType,
      long sizeBytes,
      OptionalLong seed) {
    this(name, role, key, hash, contentType, sizeBytes, seed, Optional.empty());
  }

  /** The same file, gone since then; one that was gone before stays gone since before. */
  public Output deleted(Instant at) {
    return deletedAt.isPresent()
        ? this
        : new Output(name, role, key, hash, contentType, sizeBytes, seed, Optional.of(at));
  }

  /** What a file is for. */
  public enum Role {
    @JsonProperty("image")
    IMAGE,
    @JsonProperty("embedding")
    EMBEDDING,
    @JsonProperty("lora")
    LORA,
    @JsonProperty("model")
    MODEL,
    @JsonProperty("checkpoint")
    CHECKPOINT,
    @JsonProperty("latent")
    LATENT,
    @JsonProperty("sample")
    SAMPLE,
    @JsonProperty("preview")
    PREVIEW,
    @JsonProperty("manifest")
    MANIFEST
  }
}
