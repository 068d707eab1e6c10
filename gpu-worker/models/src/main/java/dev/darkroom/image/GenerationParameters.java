package dev.darkroom.image;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How a picture was made, read from the text that {@link GenerationText} and the Stable Diffusion
 * web UI write: prompt, negative prompt, and settings by their names there.
 *
 * @param settings such as {@code Steps}, {@code Sampler}, {@code CFG scale}, {@code Seed}; empty if
 *     the text has none
 */
public record GenerationParameters(String prompt, String negative, Map<String, String> settings) {
  private static final String NEGATIVE = "Negative prompt:";

  /** A last line of fewer pairs is still the prompt's. */
  private static final int FEWEST_PAIRS = 3;

  /** More than any program writes. */
  private static final int MAX_CHARACTERS = 1 << 20;

  private static final Pattern PAIR =
      Pattern.compile("\\s*(\\w[\\w \\-/]*+):\\s*(\"(?:\\\\.|[^\\\\\"])*+\"|[^,]*+)(?:,|$)");

  public GenerationParameters {
    settings = Map.copyOf(settings);
  }

  /**
   * Reads a text; any text is at least a prompt.
   *
   * @throws ImageException if it is longer than any program writes
   */
  public static GenerationParameters parse(String text) {
    if (text.length() > MAX_CHARACTERS) {
      throw new ImageException(
          ImageException.Code.TOO_LARGE,
          "a text of %d characters is too long: use at most %d"
              .formatted(text.length(), MAX_CHARACTERS));
    }
    List<String> lines = new ArrayList<>(text.strip().lines().toList());
    Map<String, String> settings = lines.isEmpty() ? Map.of() : pairs(lines.getLast());
    if (settings.size() < FEWEST_PAIRS) {
      settings = Map.of();
    } else {
      lines.removeLast();
    }
    List<String> prompt = new ArrayList<>();
    List<String> negative = new ArrayList<>();
    for (String line : lines) {
      if (negative.isEmpty() && line.startsWith(NEGATIVE)) {
        negative.add(line.substring(NEGATIVE.length()).strip());
      } else {
        (negative.isEmpty() ? prompt : negative).add(line.strip());
      }
    }
    return new GenerationParameters(
        String.join("\n", prompt), String.join("\n", negative), settings);
  }

  private static Map<String, String> pairs(String line) {
    Map<String, String> pairs = new LinkedHashMap<>();
    Matcher pair = PAIR.matcher(line);
    while (pair.find()) {
      pairs.putIfAbsent(pair.group(1), unquoted(pair.group(2).strip()));
    }
    return pairs;
  }

  private static String unquoted(String value) {
    if (value.length() < 2 || value.charAt(0) != '"') {
      return value;
    }
    StringBuilder plain = new StringBuilder();
    for (int i = 1; i < value.length() - 1; i++) {
      char c = value.charAt(i);
      if (c == '\\' && i + 1 < value.length() - 1) {
        char escaped = value.charAt(++i);
        plain.append(escaped == 'n' ? '\n' : escaped);
      } else {
        plain.append(c);
      }
    }
    return plain.toString();
  }
}
