package dev.darkroom.world;

import java.util.List;
import java.util.Optional;

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

  /**
   * Every scene that differs from this one in {@code attribute} at most, this one among them, in
   * the order of the attribute's terms; values whose scene does not exist are left out.
   */
  public List<Scene> variants(Attribute attribute) {
    return attribute.terms().stream().flatMap(term -> with(attribute, term).stream()).toList();
  }

  private Optional<Scene> with(Attribute attribute, Term term) {
    Hue filling = attribute == Attribute.FILL ? (Hue) term : fill;
    Hue behind = attribute == Attribute.BACKGROUND ? (Hue) term : background;
    Outline line = attribute == Attribute.OUTLINE ? (Outline) term : outline;
    if (filling == behind || !line.isVisibleBetween(filling, behind)) {
      return Optional.empty();
    }
    return Optional.of(
        new Scene(
            attribute == Attribute.SHAPE ? (ShapeKind) term : shape,
            filling,
            behind,
            attribute == Attribute.PATTERN ? (Pattern) term : pattern,
            line,
            attribute == Attribute.SIZE ? (Size) term : size,
            attribute == Attribute.POSITION ? (Position) term : position));
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
