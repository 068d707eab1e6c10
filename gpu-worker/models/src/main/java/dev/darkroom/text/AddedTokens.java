package dev.darkroom.text;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Added tokens found in a text from left to right, the longest where several begin. */
final class AddedTokens {
  private final Map<String, Integer> ids;
  private final Optional<Pattern> any;

  private AddedTokens(Map<String, Integer> ids, Optional<Pattern> any) {
    this.ids = ids;
    this.any = any;
  }

  /** Tokens that are all looked for in the same text, raw or normalized. */
  static AddedTokens of(List<AddedToken> tokens, Cutting cutting) {
    Map<String, Integer> ids =
        tokens.stream()
            .collect(
                Collectors.toMap(t -> t.pattern(cutting), AddedToken::id, (first, _) -> first));
    List<String> longestFirst = new ArrayList<>(ids.keySet());
    longestFirst.sort(Comparator.comparingInt(String::length).reversed());
    String alternatives =
        longestFirst.stream().map(Pattern::quote).collect(Collectors.joining("|"));
    return new AddedTokens(
        ids, ids.isEmpty() ? Optional.empty() : Optional.of(Pattern.compile(alternatives)));
  }

  /** Tells the tokens and the texts between them, in order; no text is empty. */
  void split(String text, Consumer<String> between, IntConsumer token) {
    int end = 0;
    if (any.isPresent()) {
      Matcher matcher = any.get().matcher(text);
      while (matcher.find()) {
        if (matcher.start() > end) {
          between.accept(text.substring(end, matcher.start()));
        }
        token.accept(ids.getOrDefault(matcher.group(), -1));
        end = matcher.end();
      }
    }
    if (end < text.length()) {
      between.accept(text.substring(end));
    }
  }
}
