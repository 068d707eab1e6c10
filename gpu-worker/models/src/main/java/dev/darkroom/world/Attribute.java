package dev.darkroom.world;

import java.util.List;
import java.util.Locale;

/** The seven things that can be said of a picture of the house world. */
public enum Attribute {
  SHAPE,
  FILL,
  BACKGROUND,
  PATTERN,
  OUTLINE,
  SIZE,
  POSITION;

  /** The attribute as people and JSON call it. */
  public String words() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Every value the attribute can take, in a fixed order. */
  public List<Term> terms() {
    return switch (this) {
      case SHAPE -> List.of(ShapeKind.values());
      case FILL -> List.copyOf(Hue.FILLS);
      case BACKGROUND -> List.of(Hue.values());
      case PATTERN -> List.of(Pattern.values());
      case OUTLINE -> List.of(Outline.values());
      case SIZE -> List.of(Size.values());
      case POSITION -> List.of(Position.values());
    };
  }
}
