package dev.darkroom.world.judge;

import dev.darkroom.world.Hue;
import dev.darkroom.world.Outline;
import dev.darkroom.world.ShapeKind;

/**
 * One explanation of a picture: a shape of some extent at some centre (both in half pixels), its
 * fill and outline, and what it leaves unexplained.
 *
 * @param blur how blurred the picture is explained to be: passes of {@link Stencil#soften}, 0 to 3
 * @param cost sum of squared colour errors over all pixels
 */
record Fit(
    ShapeKind shape,
    Outline outline,
    Hue fill,
    int blur,
    int extent2,
    int x2,
    int y2,
    double cost) {

  Fit withCost(double other) {
    return new Fit(shape, outline, fill, blur, extent2, x2, y2, other);
  }

  /** The same explanation of a more or less blurred picture; its cost is still to be found. */
  Fit blurred(int passes) {
    return new Fit(shape, outline, fill, passes, extent2, x2, y2, Double.NaN);
  }

  /** The same explanation elsewhere; its cost is still to be found. */
  Fit moved(int toExtent2, int toX2, int toY2) {
    return new Fit(shape, outline, fill, blur, toExtent2, toX2, toY2, Double.NaN);
  }

  /** The stencil that this fit lays on the picture. */
  Stencil stencil() {
    return Stencil.of(shape, extent2, outline != Outline.NONE, blur, x2, y2);
  }

  double extent() {
    return extent2 / 2.0;
  }
}
