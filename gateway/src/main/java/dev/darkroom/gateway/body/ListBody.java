package dev.darkroom.gateway.body;

import java.util.List;
import java.util.Optional;

/**
 * A part of a list.
 *
 * @param next what to give as {@code after} for the next part; null at the end
 */
public record ListBody<T>(String object, List<T> data, boolean hasMore, Optional<String> next) {

  /** The whole of a short list. */
  public static <T> ListBody<T> all(List<T> data) {
    return new ListBody<>("list", data, false, Optional.empty());
  }
}
