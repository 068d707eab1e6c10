package dev.darkroom.prompt;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A prompt that changes while a picture is drawn: {@code [a:b:0.4]} is a for the first 40 % of the
 * steps and b after them, {@code [a:b:7]} a for the first seven; {@code [b:0.4]} and {@code
 * [a::0.4]} leave one of them out; {@code [a|b]} is a and b in turn. Brackets that are neither stay
 * as they are, emphasis for {@link Emphasis} to read.
 */
public final class PromptSchedule {
  /** Brackets within brackets beyond this are read as they stand. */
  private static final int MAX_DEPTH = 16;

  private static final Pattern NUMBER = Pattern.compile("\\s*(\\d+\\.?\\d*|\\.\\d+)\\s*");

  /** What stands in a prompt. */
  private sealed interface Node {
    record Text(String text) implements Node {}

    record Row(List<Node> nodes) implements Node {}

    /** The share of the steps, or their number, after which another stands there. */
    record Change(Node before, Node after, double when, boolean share) implements Node {}

    record Turns(List<Node> nodes) implements Node {}
  }

  private final Node prompt;

  private PromptSchedule(Node prompt) {
    this.prompt = prompt;
  }

  public static PromptSchedule parse(String prompt) {
    return new PromptSchedule(row(prompt, 0));
  }

  /**
   * The prompt of one step.
   *
   * @param step counted from 0
   * @param steps of the whole run
   */
  public String at(int step, int steps) {
    return text(prompt, step, steps);
  }

  private static String text(Node node, int step, int steps) {
    return switch (node) {
      case Node.Text t -> t.text();
      case Node.Row r ->
          r.nodes().stream().map(n -> text(n, step, steps)).collect(Collectors.joining());
      case Node.Change c -> {
        int last = Math.min(steps, (int) (c.share() ? c.when() * steps : c.when()));
        yield text(step < last ? c.before() : c.after(), step, steps);
      }
      case Node.Turns t -> text(t.nodes().get(step % t.nodes().size()), step, steps);
    };
  }

  private static Node row(String text, int depth) {
    List<Node> nodes = new ArrayList<>();
    StringBuilder plain = new StringBuilder();
    int i = 0;
    while (i < text.length()) {
      int end = text.charAt(i) == '[' && depth < MAX_DEPTH ? closing(text, i) : -1;
      if (end > 0) {
        nodes.add(new Node.Text(plain.toString()));
        plain.setLength(0);
        nodes.add(bracket(text.substring(i + 1, end), depth + 1));
        i = end + 1;
      } else {
        int read = text.charAt(i) == '\\' && i + 1 < text.length() ? 2 : 1;
        plain.append(text, i, i + read);
        i += read;
      }
    }
    nodes.add(new Node.Text(plain.toString()));
    return new Node.Row(nodes);
  }

  private static Node bracket(String inner, int depth) {
    List<String> turns = cut(inner, '|');
    if (turns.size() > 1) {
      return new Node.Turns(turns.stream().map(turn -> row(turn, depth)).toList());
    }
    List<String> fields = cut(inner, ':');
    String when = fields.getLast();
    if ((fields.size() == 2 || fields.size() == 3) && NUMBER.matcher(when).matches()) {
      Node before = row(fields.size() == 3 ? fields.getFirst() : "", depth);
      Node after = row(fields.get(fields.size() - 2), depth);
      double number = Double.parseDouble(when.strip());
      return new Node.Change(before, after, number, when.indexOf('.') >= 0 || number < 1);
    }
    return new Node.Row(List.of(new Node.Text("["), row(inner, depth), new Node.Text("]")));
  }

  /** The parts of a text between signs that stand in no bracket of their own. */
  private static List<String> cut(String text, char sign) {
    List<String> parts = new ArrayList<>();
    int depth = 0;
    int from = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\') {
        i++;
      } else if (c == '(' || c == '[') {
        depth++;
      } else if (c == ')' || c == ']') {
        depth--;
      } else if (c == sign && depth == 0) {
        parts.add(text.substring(from, i));
        from = i + 1;
      }
    }
    parts.add(text.substring(from));
    return parts;
  }

  /** Where the bracket that opens at {@code i} closes, or -1. */
  private static int closing(String text, int i) {
    int depth = 0;
    for (int k = i; k < text.length(); k++) {
      char c = text.charAt(k);
      if (c == '\\') {
        k++;
      } else if (c == '[') {
        depth++;
      } else if (c == ']' && --depth == 0) {
        return k;
      }
    }
    return -1;
  }
}
