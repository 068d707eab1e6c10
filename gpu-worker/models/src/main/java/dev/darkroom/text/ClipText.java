package dev.darkroom.text;

import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** How CLIP's tokenizer cleans a text and cuts it into words. */
final class ClipText {
  private static final Pattern WHITESPACE =
      Pattern.compile("\\s+", Pattern.UNICODE_CHARACTER_CLASS);

  /** English endings, runs of letters, single digits, runs of anything else. */
  private static final Pattern WORD =
      Pattern.compile(
          "'s|'t|'re|'ve|'m|'ll|'d|\\p{L}+|\\p{N}|[^\\s\\p{L}\\p{N}]+",
          Pattern.UNICODE_CHARACTER_CLASS);

  private ClipText() {}

  /** Composed (NFC), with single plain spaces, in lower case. */
  static String normalized(String text) {
    String composed = Normalizer.normalize(text, Normalizer.Form.NFC);
    return lowerCase(WHITESPACE.matcher(composed).replaceAll(" "));
  }

  /** The words of a normalized text; spaces belong to none. */
  static List<String> words(String normalized) {
    return WORD.matcher(normalized).results().map(MatchResult::group).toList();
  }

  /** Character by character, so that a sigma at a word's end is no special one. */
  private static String lowerCase(String text) {
    StringBuilder lower = new StringBuilder(text.length());
    text.codePoints().forEach(c -> lower.append(Character.toString(c).toLowerCase(Locale.ROOT)));
    return lower.toString();
  }
}
