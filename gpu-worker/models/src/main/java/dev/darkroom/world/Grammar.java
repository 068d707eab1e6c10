package dev.darkroom.world;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The words of the captions. Each of them, and the comma, is one token of a house model's
 * tokenizer.
 */
public final class Grammar {
  /** Longest caption that is read, characters. */
  public static final int MAX_CAPTION_LENGTH = 512;

  /** No caption that {@link CaptionWriter} writes has more tokens. */
  public static final int MAX_CAPTION_TOKENS = 24;

  /** Stands for a shape that is left free. */
  static final String ANY_SHAPE = "shape";

  /** Words that carry no attribute by themselves. */
  static final Set<String> FILLERS =
      Set.of("a", "an", "the", "of", "picture", "with", "on", "at", "in", "corner", ",");

  private static final Pattern TOKEN = Pattern.compile(",|[^\\s,]+");
  private static final Set<String> WORDS = allWords();

  private Grammar() {}

  /** Every token a caption can hold, lower case, in a fixed order. */
  public static List<String> words() {
    return List.copyOf(WORDS);
  }

  /** The tokens of {@code caption}, lower case; a full stop at the end is dropped. */
  static List<String> tokens(String caption) {
    if (caption.length() > MAX_CAPTION_LENGTH) {
      throw new CaptionException(
          "the caption has %d characters: use at most %d"
              .formatted(caption.length(), MAX_CAPTION_LENGTH));
    }
    String plain = caption.strip().toLowerCase(Locale.ROOT).replaceFirst("\\.$", "");
    var tokens = TOKEN.matcher(plain).results().map(match -> match.group()).toList();
    tokens.forEach(Grammar::checkKnown);
    return tokens;
  }

  private static void checkKnown(String token) {
    if (WORDS.contains(token)) {
      return;
    }
    var near =
        WORDS.stream()
            .filter(word -> word.length() > 2 && distance(word, token) <= token.length() / 3)
            .map(word -> '"' + word + '"')
            .toList();
    String advice =
        near.isEmpty()
            ? "the house world knows " + String.join(" ", meaningful())
            : "did you mean " + String.join(" or ", near) + "?";
    throw new CaptionException("unknown word \"" + token + "\": " + advice);
  }

  private static List<String> meaningful() {
    return WORDS.stream().filter(word -> !FILLERS.contains(word)).toList();
  }

  /** Levenshtein's distance. */
  private static int distance(String a, String b) {
    int[] previous = new int[b.length() + 1];
    Arrays.setAll(previous, j -> j);
    for (int i = 1; i <= a.length(); i++) {
      int[] current = new int[b.length() + 1];
      current[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int swap = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        current[j] = Math.min(swap, 1 + Math.min(previous[j], current[j - 1]));
      }
      previous = current;
    }
    return previous[b.length()];
  }

  private static Set<String> allWords() {
    var words = new ArrayList<String>();
    words.addAll(List.of(",", "a", "an", "the", "of", "picture", "with", "no", "on", "at", "in"));
    words.addAll(List.of("corner", "background", "outline", ANY_SHAPE));
    for (var attribute : Attribute.values()) {
      for (var term : attribute.terms()) {
        if (term != Outline.NONE) {
          words.addAll(List.of(term.words().split(" ", -1)));
        }
      }
    }
    return new LinkedHashSet<>(words);
  }
}
