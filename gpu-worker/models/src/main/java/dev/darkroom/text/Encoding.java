package dev.darkroom.text;

import java.util.List;

/**
 * A text as a text encoder takes it.
 *
 * @param ids the model's length: beginning, tokens, end, padding
 * @param used how many of them are not padding
 * @param cut how many tokens of the text did not fit and are lost
 */
public record Encoding(List<Integer> ids, int used, int cut) {
  public Encoding {
    ids = List.copyOf(ids);
  }

  /** The ids as an array, for a tensor. */
  public long[] toLongs() {
    return ids.stream().mapToLong(Integer::longValue).toArray();
  }
}
