package dev.darkroom.world;

/**
 * One explanation of a picture: a shape of some extent at some centre (both in half pixels), its
 * fill and outline, and what it leaves unexplained.
 *
 * @param soft whether the picture is explained as slightly blurred
 * @param cost sum of squared colour errors over all pixels
 */
record Fit(
    ShapeKind shape,
    Outline outline,
    Hue fill,
    boolean soft,
    int extent2,
    int x2,
    int y2,
    double cost) {

  Fit withCost(double other) {
    return new Fit(shape, outline, fill, soft, extent2, x2, y2, other);
  }

  Fit softened() {
    return new Fit(shape, outline, fill, true, extent2, x2, y2, cost);
  }

  /** The same explanation elsewhere; its cost is still to be found. */
  Fit moved(int toExtent2, int toX2, int toY2) {
    return new Fit(shape, outline, fill, soft, toExtent2, toX2, toY2, Double.NaN);
  }

  /** The stencil that this fit lays on the picture. */
  Stencil stencil() {
    return Stencil.of(shape, extent2, outline != Outline.NONE, soft, x2, y2);
  }

  double extent() {
    return extent2 / 2.0;
  }
}
