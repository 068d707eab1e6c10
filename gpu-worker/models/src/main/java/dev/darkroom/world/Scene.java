package dev.darkroom.world;

/**
 * What a picture shows, every attribute decided; the fill is one of {@link Hue#FILLS}.
 *
 * <p>Two combinations do not exist, because nobody could see them: a background of the fill's
 * colour, and an outline of the fill's or the background's colour. They are refused with an {@link
 * IllegalArgumentException}.
 */
public record Scene(
    ShapeKind shape,
    Hue fill,
    Hue background,
    Pattern pattern,
    Outline outline,
    Size size,
    Position position) {
  public Scene {
    if (!Hue.FILLS.contains(fill)) {
      throw new IllegalArgumentException(
          fill.words() + " is a background only: fill the shape with one of " + Hue.FILLS);
    }
    if (fill == background) {
      throw new IllegalArgumentException(
          "fill and background are both " + fill.words() + ": use two different colours");
    }
    if (!outline.isVisibleBetween(fill, background)) {
      throw new IllegalArgumentException(
          "a %s outline cannot be seen between a %s fill and a %s background: use another outline"
              .formatted(outline.words(), fill.words(), background.words()));
    }
  }

  /** The value of one attribute. */
  public Term get(Attribute attribute) {
    return switch (attribute) {
      case SHAPE -> shape;
      case FILL -> fill;
      case BACKGROUND -> background;
      case PATTERN -> pattern;
      case OUTLINE -> outline;
      case SIZE -> size;
      case POSITION -> position;
    };
  }
}
