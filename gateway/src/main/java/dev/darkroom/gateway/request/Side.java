package dev.darkroom.gateway.request;

import dev.darkroom.gateway.problem.ProblemCode;
import dev.darkroom.storage.object.ModelCard;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * What a model asks of one side of a picture, in pixels.
 *
 * @param factor the side is a multiple of it
 */
record Side(String name, String model, int factor, int min, int max) {

  /** A width, under the name that errors give it. */
  static Side width(String name, ModelCard card) {
    ModelCard.Limits l = card.limits();
    return new Side(name, card.name(), l.sizeFactor(), l.minWidth(), l.maxWidth());
  }

  /** A height, under the name that errors give it. */
  static Side height(String name, ModelCard card) {
    ModelCard.Limits l = card.limits();
    return new Side(name, card.name(), l.sizeFactor(), l.minHeight(), l.maxHeight());
  }

  int check(long pixels) {
    if (pixels % factor != 0 && pixels > min - factor && pixels < max + factor) {
      throw Fields.problem(
          ProblemCode.SIZE_NOT_DIVISIBLE,
          name,
          "%s %d is not a multiple of %d (the factor of %s): use %s"
              .formatted(name, pixels, factor, model, neighbours(pixels)));
    }
    if (pixels < min || pixels > max) {
      throw outOfRange(pixels);
    }
    return (int) pixels;
  }

  private RuntimeException outOfRange(long pixels) {
    return Fields.problem(
        ProblemCode.SIZE_OUT_OF_RANGE,
        name,
        "%s %d is not in %d … %d (the limits of %s): use a multiple of %d"
            .formatted(name, pixels, min, max, model, factor));
  }

  /** The multiples just below and above, where the model allows them. */
  private String neighbours(long pixels) {
    long below = pixels - pixels % factor;
    return LongStream.of(below, below + factor)
        .filter(side -> side >= min && side <= max)
        .mapToObj(Long::toString)
        .collect(Collectors.joining(" or "));
  }
}
