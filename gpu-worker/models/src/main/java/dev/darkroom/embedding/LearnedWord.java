package dev.darkroom.embedding;

import dev.darkroom.weights.HostTensor;
import dev.darkroom.weights.WeightsException;
import java.util.ArrayList;
import java.util.List;

/**
 * A word that a model learned. In a prompt its token is followed, unwritten, by those of its other
 * vectors: {@code <cat>} of three vectors reads as {@code <cat> <cat>_1 <cat>_2}.
 *
 * @param token as it stands in prompts, in any case
 * @param vectors a table for each text encoder of the model, in the pipeline's order: (n, D)
 */
public record LearnedWord(String token, List<HostTensor> vectors) {
  /** More than a prompt can hold. */
  public static final int MAX_VECTORS = 75;

  public LearnedWord {
    vectors = List.copyOf(vectors);
    if (token.isBlank() || token.chars().anyMatch(Character::isWhitespace)) {
      throw refusal(
          "'%s' cannot be a learned word: use one without spaces, like <my-cat>".formatted(token));
    }
    if (vectors.isEmpty()) {
      throw refusal("word '" + token + "' has no vectors");
    }
    for (HostTensor table : vectors) {
      if (table.shape().rank() != 2
          || !table.dtype().isFloating()
          || table.shape().dim(0) != vectors.getFirst().shape().dim(0)
          || table.shape().dim(0) < 1
          || table.shape().dim(0) > MAX_VECTORS) {
        throw refusal(
            "word '%s' has vectors %s: use floats of shape (n, width), n from 1 to %d and the same for every encoder"
                .formatted(token, vectors, MAX_VECTORS));
      }
    }
  }

  /** A word of a model with one text encoder. */
  public static LearnedWord of(String token, HostTensor rows) { // (n, D)
    return new LearnedWord(token, List.of(rows));
  }

  /** How many vectors it has, n. */
  public int count() {
    return (int) vectors.getFirst().shape().dim(0);
  }

  /** The tokens of its vectors: {@code <x>}, {@code <x>_1}, … */
  public List<String> tokens() {
    return tokens(token, count());
  }

  /** The tokens of a word of {@code count} vectors. */
  public static List<String> tokens(String token, int count) {
    List<String> tokens = new ArrayList<>(List.of(token));
    for (int i = 1; i < count; i++) {
      tokens.add(token + "_" + i);
    }
    return List.copyOf(tokens);
  }

  private static WeightsException refusal(String message) {
    return new WeightsException(WeightsException.Code.TENSOR_INVALID, message);
  }
}
