package dev.darkroom.ldm;

import java.util.List;

/** Where pictures that are drawn together are led at each step. */
@FunctionalInterface
interface Leading {
  /** One guide a picture. */
  List<Guide> at(int step);

  /** The pictures of several, one after another. */
  static Leading joined(List<? extends Leading> parts) {
    return step -> parts.stream().flatMap(part -> part.at(step).stream()).toList();
  }

  /** Some of the pictures, by their places. */
  default Leading of(List<Integer> pictures) {
    return step -> {
      List<Guide> all = at(step);
      return pictures.stream().map(all::get).toList();
    };
  }
}
