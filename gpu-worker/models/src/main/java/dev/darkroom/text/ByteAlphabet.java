package dev.darkroom.text;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * GPT-2's alphabet: a printable character for each of the 256 bytes, so that any UTF-8 text is a
 * sequence of known symbols. Printable Latin-1 stands for itself; the others get the characters
 * from U+0100 on.
 */
final class ByteAlphabet {
  private static final char[] CHARACTER_OF_BYTE = new char[256];

  /**
   * The bytes in the order in which vocabularies list them: those that stand for themselves first.
   */
  private static final List<Character> VOCABULARY_ORDER = new ArrayList<>();

  static {
    List<Character> others = new ArrayList<>();
    for (int b = 0; b < 256; b++) {
      boolean itself = (b >= 33 && b <= 126) || (b >= 161 && b <= 172) || b >= 174;
      char c = (char) (itself ? b : 256 + others.size());
      CHARACTER_OF_BYTE[b] = c;
      (itself ? VOCABULARY_ORDER : others).add(c);
    }
    VOCABULARY_ORDER.addAll(others);
  }

  private ByteAlphabet() {}

  /** One symbol a byte of the text's UTF-8. */
  static List<String> symbols(String text) {
    List<String> symbols = new ArrayList<>();
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      symbols.add(String.valueOf(CHARACTER_OF_BYTE[Byte.toUnsignedInt(b)]));
    }
    return symbols;
  }

  /** All 256 symbols. */
  static List<String> all() {
    return VOCABULARY_ORDER.stream().map(String::valueOf).toList();
  }
}
