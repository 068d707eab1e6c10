package dev.darkroom.text;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** How BERT's uncased tokenizer cleans a text and cuts it into words. */
final class BertText {
  private static final int REPLACEMENT = 0xFFFD;

  /** First and last of the blocks of Chinese characters, each of which is a word. */
  private static final int[][] CHINESE = {
    {0x4E00, 0x9FFF},
    {0x3400, 0x4DBF},
    {0x20000, 0x2A6DF},
    {0x2A700, 0x2B73F},
    {0x2B740, 0x2B81F},
    {0x2B920, 0x2CEAF},
    {0xF900, 0xFAFF},
    {0x2F800, 0x2FA1F}
  };

  private BertText() {}

  /** Without control characters and accents, Chinese characters apart, in lower case. */
  static String normalized(String text) {
    StringBuilder clean = new StringBuilder(text.length());
    text.codePoints().forEach(c -> clean(c, clean));
    StringBuilder plain = new StringBuilder(clean.length());
    Normalizer.normalize(clean, Normalizer.Form.NFD)
        .codePoints()
        .filter(c -> Character.getType(c) != Character.NON_SPACING_MARK)
        .forEach(c -> plain.append(Character.toString(c).toLowerCase(Locale.ROOT)));
    return plain.toString();
  }

  /** Runs between spaces, every punctuation mark alone. */
  static List<String> words(String normalized) {
    List<String> words = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    normalized
        .codePoints()
        .forEach(c -> {
          if (isSpace(c) || isPunctuation(c)) {
            end(word, words);
            if (!isSpace(c)) {
              words.add(Character.toString(c));
            }
          } else {
            word.appendCodePoint(c);
          }
        });
    end(word, words);
    return words;
  }

  private static void end(StringBuilder word, List<String> words) {
    if (!word.isEmpty()) {
      words.add(word.toString());
      word.setLength(0);
    }
  }

  private static void clean(int c, StringBuilder to) {
    if (isSpace(c)) {
      to.append(' ');
    } else if (isChinese(c)) {
      to.append(' ').appendCodePoint(c).append(' ');
    } else if (c != REPLACEMENT && !isControl(c)) {
      to.appendCodePoint(c);
    }
  }

  private static boolean isSpace(int c) {
    return c == '\t'
        || c == '\n'
        || c == '\r'
        || switch (Character.getType(c)) {
          case Character.SPACE_SEPARATOR, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR ->
              true;
          default -> false;
        };
  }

  private static boolean isControl(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.PRIVATE_USE,
          Character.SURROGATE,
          Character.UNASSIGNED ->
          true;
      default -> false;
    };
  }

  private static boolean isChinese(int c) {
    for (int[] block : CHINESE) {
      if (c >= block[0] && c <= block[1]) {
        return true;
      }
    }
    return false;
  }

  /** ASCII's signs count too, those that Unicode calls symbols among them. */
  private static boolean isPunctuation(int c) {
    if (c > 0x20 && c < 0x7F) {
      return !Character.isLetterOrDigit(c);
    }
    return switch (Character.getType(c)) {
      case Character.CONNECTOR_PUNCTUATION,
          Character.DASH_PUNCTUATION,
          Character.START_PUNCTUATION,
          Character.END_PUNCTUATION,
          Character.INITIAL_QUOTE_PUNCTUATION,
          Character.FINAL_QUOTE_PUNCTUATION,
          Character.OTHER_PUNCTUATION ->
          true;
      default -> false;
    };
  }
}
