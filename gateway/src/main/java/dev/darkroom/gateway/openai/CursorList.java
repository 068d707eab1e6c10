package dev.darkroom.gateway.openai;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A part of a list as OpenAI's clients walk it.
 *
 * @param lastId what to give as {@code after} for the next part
 */
public record CursorList<T>(
    String object,
    List<T> data,
    Optional<String> firstId,
    Optional<String> lastId,
    boolean hasMore) {

  public static <T> CursorList<T> of(List<T> data, Function<T, String> id, boolean hasMore) {
    return new CursorList<>(
        "list",
        data,
        data.stream().findFirst().map(id),
        data.isEmpty() ? Optional.empty() : Optional.of(id.apply(data.getLast())),
        hasMore);
  }
}
