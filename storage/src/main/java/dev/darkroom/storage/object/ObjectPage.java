package dev.darkroom.storage.object;

import java.util.List;
import java.util.Optional;

/**
 * A part of a listing, in the order of keys.
 *
 * @param next where the next page begins; empty at the end
 */
public record ObjectPage(List<ObjectInfo> objects, Optional<String> next) {
  public ObjectPage {
    objects = List.copyOf(objects);
  }
}
