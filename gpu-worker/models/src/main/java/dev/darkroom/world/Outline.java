package dev.darkroom.world;

import java.util.Optional;

/** The line around the shape. It lies outside the fill, so it never hides a pattern. */
public enum Outline implements Term {
  NONE,
  BLACK,
  WHITE;

  /** The line's colour; empty for {@link #NONE}. */
  public Optional<Hue> hue() {
    return switch (this) {
      case NONE -> Optional.empty();
      case BLACK -> Optional.of(Hue.BLACK);
      case WHITE -> Optional.of(Hue.WHITE);
    };
  }

  /** Whether the line, where there is one, can be told from both of its neighbours. */
  boolean isVisibleBetween(Hue fill, Hue background) {
    return hue().map(line -> line != fill && line != background).orElse(true);
  }
}
