package dev.darkroom.gateway.view;

import java.util.List;

/**
 * A part of a list.
 *
 * @param hasMore whether the list goes on after it
 */
public record Page<T>(List<T> data, boolean hasMore) {
  public Page {
    data = List.copyOf(data);
  }
}
