package dev.darkroom.text;

import java.util.List;

/** How texts become symbols of a vocabulary. */
interface Cutting {
  /** A text as it is compared: in lower case, its spaces plain. */
  String normalized(String text);

  /** The words of a normalized text; spaces belong to none. */
  List<String> words(String normalized);

  /** The symbols of a word, some of which the vocabulary may not have. */
  List<String> symbols(String word);
}
