package dev.darkroom.world;

import java.util.Locale;

/** One value of an {@link Attribute}, as a caption says it. Every implementation is an enum. */
public sealed interface Term permits ShapeKind, Hue, Pattern, Outline, Size, Position {
  /** The enum constant's name. */
  String name();

  /** The word or words a caption uses, lower case, separated by one space. */
  default String words() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
