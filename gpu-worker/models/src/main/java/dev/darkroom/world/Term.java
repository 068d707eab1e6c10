package dev.darkroom.world;

/** One value of an {@link Attribute}, as a caption says it. Every implementation is an enum. */
public sealed interface Term permits ShapeKind, Hue, Pattern, Outline, Size, Position {
  /** The word or words a caption uses, lower case, separated by one space. */
  String words();
}
