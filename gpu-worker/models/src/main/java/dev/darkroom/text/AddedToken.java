package dev.darkroom.text;

/**
 * A text that is one token wherever it stands, inside words too.
 *
 * @param normalized whether it is looked for in the normalized text, in any case, as placeholders
 *     are, or in the raw text, as special tokens mostly are
 */
record AddedToken(String content, int id, boolean normalized) {
  AddedToken {
    if (content.isEmpty()) {
      throw new IllegalArgumentException("an added token is empty");
    }
  }

  /** What is looked for. */
  String pattern(Cutting cutting) {
    return normalized ? cutting.normalized(content) : content;
  }
}
