package dev.darkroom.model;

import java.nio.file.Path;

/**
 * A file that a training wrote.
 *
 * @param name as its user will know it, {@code learned_embeds.safetensors}
 * @param contentType as in HTTP
 * @param path where it lies until its owner takes it away
 */
public record Artifact(String name, Role role, String contentType, Path path) {
  /** What a file is for. */
  public enum Role {
    /** A learned word. */
    EMBEDDING,
    /** A low-rank change of a model's weights. */
    LORA,
    /** Weights or configuration of a whole model. */
    MODEL
  }
}
