package dev.darkroom.gateway.openai;

import java.util.List;
import java.util.function.Function;

/**
 * A part of a list as OpenAI's clients walk it.
 *
 * @param firstId empty of an empty part, as theirs is never null
 * @param lastId what to give as {@code after} for the next part
 */
public record CursorList<T>(
    String object, List<T> data, String firstId, String lastId, boolean hasMore) {

  public static <T> CursorList<T> of(List<T> data, Function<T, String> id, boolean hasMore) {
    return new CursorList<>(
        "list",
        data,
        data.isEmpty() ? "" : id.apply(data.getFirst()),
        data.isEmpty() ? "" : id.apply(data.getLast()),
        hasMore);
  }
}
