package dev.darkroom.text;

import dev.darkroom.failure.ModelException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The tokens that a text encoder was trained with.
 *
 * @param ids symbol to id
 * @param cutting of texts into these symbols
 * @param maxLength ids in an encoding
 */
record Vocabulary(Map<String, Integer> ids, Cutting cutting, Roles roles, int maxLength) {
  private static final int MAX_LENGTH = 1024;

  /** Ids with a role: before a text, after it, for what is not known, and for filling up. */
  record Roles(int begin, int end, int unknown, int pad) {}

  Vocabulary {
    ids = Map.copyOf(ids);
    if (maxLength < 3 || maxLength > MAX_LENGTH) {
      throw new ModelException(
          ModelException.Code.CONFIG_UNSUPPORTED,
          "tokenizer: length %d is not supported: use 3 to %d".formatted(maxLength, MAX_LENGTH));
    }
  }

  int begin() {
    return roles.begin();
  }

  int end() {
    return roles.end();
  }

  int pad() {
    return roles.pad();
  }

  /** One more than the largest id. */
  int size() {
    return 1 + ids.values().stream().mapToInt(Integer::intValue).max().orElse(-1);
  }

  List<Integer> encode(String word) {
    return cutting.symbols(word).stream()
        .map(symbol -> ids.getOrDefault(symbol, roles.unknown()))
        .toList();
  }

  Optional<Integer> idOf(String token) {
    return Optional.ofNullable(ids.get(token));
  }
}
