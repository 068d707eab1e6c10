package dev.darkroom.prompt;

import java.util.List;

/**
 * As much of a prompt as a text encoder reads at once.
 *
 * @param tokens without beginning, end and padding
 * @param weights one a token
 */
public record Chunk(List<Integer> tokens, List<Double> weights) {
  public Chunk {
    tokens = List.copyOf(tokens);
    weights = List.copyOf(weights);
  }

  /** Whether any token's weight is not the usual. */
  public boolean weighted() {
    return weights.stream().anyMatch(w -> w != 1);
  }
}
