package dev.darkroom.world;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A shape cut out at one extent, outlined or not: how much of each pixel the fill and the line
 * cover. Positions are in half pixels, so each shape and extent has four stencils.
 */
final class Stencil {
  private static final int ROOM = 6;

  /** Most passes of {@link #soften}. */
  static final int MAX_BLUR = 3;

  /** About 13 kB each; cutting one anew takes a fraction of a millisecond. */
  private static final int MAX_CACHED = 3000;

  private static final Map<Key, Stencil> CACHE = new ConcurrentHashMap<>();

  /** Extent and centre in half pixels; of the centre only its parity matters. */
  private record Key(
      ShapeKind shape, int extent2, boolean outlined, int blur, int oddX, int oddY) {}

  /** Columns and rows of this stencil. */
  final int side;

  /** The fill's share of each pixel, row by row, (side, side). */
  final float[] fill;

  /** The outline's share of each pixel, row by row, (side, side). */
  final float[] line;

  private Stencil(Key key) {
    double extent = key.extent2 / 2.0;
    side = 2 * ((int) Math.ceil(extent / 2) + ROOM);
    fill = new float[side * side];
    line = new float[side * side];
    var image = new BufferedImage(side, side, BufferedImage.TYPE_INT_RGB);
    var g = WorldPainter.smooth(image);
    var shape =
        Geometry.at(key.shape, side / 2.0 + key.oddX / 2.0, side / 2.0 + key.oddY / 2.0, extent);
    if (key.outlined) {
      WorldPainter.surround(g, shape, Color.GREEN);
    }
    g.setColor(Color.RED);
    g.fill(shape);
    g.dispose();
    int[] pixels = WorldPainter.pixels(image);
    for (int i = 0; i < pixels.length; i++) {
      fill[i] = (pixels[i] >> 16) / 255f;
      line[i] = ((pixels[i] >> 8) & 255) / 255f;
    }
    for (int pass = 0; pass < key.blur; pass++) {
      soften(fill);
      soften(line);
    }
  }

  /** The stencil of a shape, its extent and centre in half pixels, after some passes of blur. */
  static Stencil of(ShapeKind shape, int extent2, boolean outlined, int blur, int x2, int y2) {
    if (CACHE.size() >= MAX_CACHED) {
      CACHE.clear();
    }
    return CACHE.computeIfAbsent(
        new Key(shape, extent2, outlined, blur, x2 & 1, y2 & 1), Stencil::new);
  }

  /**
   * The picture's column (or row) at which this stencil's first one lies, for a centre in half
   * pixels.
   */
  int origin(int centre2) {
    return (centre2 >> 1) - side / 2;
  }

  /**
   * Blurs with 1 2 1 in both directions, about a Gaussian of 0.7 pixels (1.2 after three passes);
   * {@link #ROOM} keeps the rim empty.
   */
  private void soften(float[] coverage) {
    for (int step : new int[] {1, side}) {
      float[] sharp = coverage.clone();
      for (int i = step; i < coverage.length - step; i++) {
        coverage[i] = (sharp[i - step] + 2 * sharp[i] + sharp[i + step]) / 4;
      }
    }
  }
}
