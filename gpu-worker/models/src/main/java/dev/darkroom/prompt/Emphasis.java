package dev.darkroom.prompt;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Weights in brackets: {@code (x)} times 1.1, {@code [x]} over 1.1, {@code (x:1.3)} times 1.3, one
 * within another multiplied; {@code \(} is a bracket to be read. A bracket that nobody closes acts
 * to the end; one that nobody opened is read.
 */
public final class Emphasis {
  private static final double STEP = 1.1;
  private static final Pattern WEIGHT =
      Pattern.compile(":\\s*([+-]?(?:\\d+\\.?\\d*|\\.\\d+))\\s*\\)");
  private static final Pattern BREAK = Pattern.compile("\\s*\\bBREAK\\b\\s*");

  private final String prompt;
  private final List<PromptPart> parts = new ArrayList<>();
  private final Deque<Integer> round = new ArrayDeque<>(); // first part within each open bracket
  private final Deque<Integer> square = new ArrayDeque<>();
  private final StringBuilder words = new StringBuilder();

  private Emphasis(String prompt) {
    this.prompt = prompt;
  }

  /** The prompt's parts, neighbours of one weight joined; at least one. */
  public static List<PromptPart> parse(String prompt) {
    return new Emphasis(prompt).parse();
  }

  private List<PromptPart> parse() {
    Matcher weight = WEIGHT.matcher(prompt);
    int i = 0;
    while (i < prompt.length()) {
      char c = prompt.charAt(i);
      if (c == '\\' && i + 1 < prompt.length() && "\\()[]".indexOf(prompt.charAt(i + 1)) >= 0) {
        words.append(prompt.charAt(i + 1));
        i += 2;
      } else if (c == ':' && !round.isEmpty() && weight.region(i, prompt.length()).lookingAt()) {
        close(round, Double.parseDouble(weight.group(1)));
        i = weight.end();
      } else {
        read(c);
        i++;
      }
    }
    flush();
    round.forEach(first -> multiply(first, STEP));
    square.forEach(first -> multiply(first, 1 / STEP));
    return joined();
  }

  private void read(char c) {
    if (c == '(') {
      open(round);
    } else if (c == '[') {
      open(square);
    } else if (c == ')' && !round.isEmpty()) {
      close(round, STEP);
    } else if (c == ']' && !square.isEmpty()) {
      close(square, 1 / STEP);
    } else {
      words.append(c);
    }
  }

  private void open(Deque<Integer> brackets) {
    flush();
    brackets.push(parts.size());
  }

  private void close(Deque<Integer> brackets, double factor) {
    flush();
    multiply(brackets.pop(), factor);
  }

  /** Ends the words that were being read. */
  private void flush() {
    String[] texts = BREAK.split(words, -1);
    for (int i = 0; i < texts.length; i++) {
      if (i > 0) {
        parts.add(new PromptPart.Break());
      }
      if (!texts[i].isEmpty()) {
        parts.add(new PromptPart.Words(texts[i], 1));
      }
    }
    words.setLength(0);
  }

  private void multiply(int first, double factor) {
    for (int i = first; i < parts.size(); i++) {
      if (parts.get(i) instanceof PromptPart.Words(String text, double weight)) {
        parts.set(i, new PromptPart.Words(text, weight * factor));
      }
    }
  }

  private List<PromptPart> joined() {
    List<PromptPart> joined = new ArrayList<>();
    for (PromptPart part : parts) {
      if (part instanceof PromptPart.Words(String text, double weight)
          && !joined.isEmpty()
          && joined.getLast() instanceof PromptPart.Words(String before, double same)
          && weight == same) {
        joined.set(joined.size() - 1, new PromptPart.Words(before + text, weight));
      } else {
        joined.add(part);
      }
    }
    return joined.isEmpty() ? List.of(new PromptPart.Words("", 1)) : List.copyOf(joined);
  }
}
