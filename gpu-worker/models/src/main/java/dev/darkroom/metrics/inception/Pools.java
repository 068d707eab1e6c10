package dev.darkroom.metrics.inception;

import dev.darkroom.nn.Sym;
import dev.darkroom.weights.Shape;

/** Means and maxima of 3×3 squares. */
final class Pools {
  private static final long[] THREE = {3, 3};
  private static final long[] ONE = {1, 1};

  private Pools() {}

  /** Every other square's greatest: half the size. */
  static Sym maxHalf(Sym x) { // (B, C, H, W)
    Shape shape = Shape.of(x.dim(0), x.dim(1), (x.dim(2) - 3) / 2 + 1, (x.dim(3) - 3) / 2 + 1);
    return x.trace().op("max_pool2d", shape, x, THREE, new long[] {2, 2});
  }

  /** The greatest around each pixel. */
  static Sym maxAround(Sym x) {
    return x.trace().op("max_pool2d", x.shape(), x, THREE, ONE, ONE);
  }

  /** The mean around each pixel, of what lies within the picture: TensorFlow counts no padding. */
  static Sym meanAround(Sym x) {
    return x.trace().op("avg_pool2d", x.shape(), x, THREE, ONE, ONE, false, false);
  }
}
