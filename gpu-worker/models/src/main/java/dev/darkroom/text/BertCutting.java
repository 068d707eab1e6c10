package dev.darkroom.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * BERT's (Devlin et al. 2018): words into the longest pieces that the vocabulary has, from left to
 * right; pieces that do not begin a word begin with {@code ##}. A word with a part that no piece
 * covers is unknown as a whole.
 */
record BertCutting(Set<String> vocabulary) implements Cutting {
  static final String UNKNOWN = "[UNK]";

  private static final String CONTINUED = "##";

  /** Longer words, in code points, are unknown; this bounds the search too. */
  private static final int MAX_WORD = 100;

  BertCutting {
    vocabulary = Set.copyOf(vocabulary);
  }

  @Override
  public String normalized(String text) {
    return BertText.normalized(text);
  }

  @Override
  public List<String> words(String normalized) {
    return BertText.words(normalized);
  }

  @Override
  public List<String> symbols(String word) {
    int[] letters = word.codePoints().toArray();
    if (letters.length > MAX_WORD) {
      return List.of(UNKNOWN);
    }
    List<String> pieces = new ArrayList<>();
    int from = 0;
    while (from < letters.length) {
      int to = letters.length;
      while (to > from && !vocabulary.contains(piece(letters, from, to))) {
        to--;
      }
      if (to == from) {
        return List.of(UNKNOWN);
      }
      pieces.add(piece(letters, from, to));
      from = to;
    }
    return pieces;
  }

  private static String piece(int[] letters, int from, int to) {
    return (from == 0 ? "" : CONTINUED) + new String(letters, from, to - from);
  }
}
