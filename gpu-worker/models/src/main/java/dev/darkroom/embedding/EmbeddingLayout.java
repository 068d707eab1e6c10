package dev.darkroom.embedding;

import java.util.List;

/** Whose embedding file. What it is inside follows from its extension. */
public enum EmbeddingLayout {
  /** {@code {token: table}}; for SDXL a second file, its name ending in {@code _2}. */
  DIFFUSERS,
  /** As the web UI's own: plain dicts only; one word a file. */
  A1111,
  /** As diffusers', but for SDXL one file with {@code clip_l} and {@code clip_g}. */
  INVOKE;

  /** The extensions that its readers know. */
  public List<String> extensions() {
    return switch (this) {
      case DIFFUSERS -> List.of("safetensors", "bin");
      case A1111 -> List.of("pt", "safetensors", "png");
      case INVOKE -> List.of("safetensors", "bin", "pt");
    };
  }
}
