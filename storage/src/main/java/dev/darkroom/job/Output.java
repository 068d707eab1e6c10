package dev.darkroom.job;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.OptionalLong;

/**
 * One file that a run left.
 *
 * @param name file name, unique in its job
 * @param key where it lies in the object store
 * @param seed of the picture, where it has one
 */
public record Output(
    String name,
    Role role,
    String key,
    Digest hash,
    String contentType,
    long sizeBytes,
    OptionalLong seed) {
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
