package dev.darkroom.text;

import java.util.List;

/** CLIP's: words into byte pairs. */
record ClipCutting(BytePairs pairs) implements Cutting {
  @Override
  public String normalized(String text) {
    return ClipText.normalized(text);
  }

  @Override
  public List<String> words(String normalized) {
    return ClipText.words(normalized);
  }

  @Override
  public List<String> symbols(String word) {
    return pairs.split(word);
  }
}
