package dev.darkroom.world.judge;

import dev.darkroom.world.Geometry;
import dev.darkroom.world.ShapeKind;
import dev.darkroom.world.WorldPainter;
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

  /** About 3 kB each. */
  private static final int MAX_CACHED = 8000;

  private static final int OPAQUE = 255;

  private static final Map<Key, Stencil> CACHE = new ConcurrentHashMap<>();

  /** Extent and centre in half pixels; of the centre only its parity matters. */
  private record Key(
      ShapeKind shape, int extent2, boolean outlined, int blur, int oddX, int oddY) {}

  /** Columns and rows of this stencil. */
  final int side;

  /** The fill's share of each pixel in 255ths, unsigned, row by row, (side, side). */
  final byte[] fill;

  /** The outline's share, likewise. */
  final byte[] line;

  private Stencil(Key key) {
    double extent = key.extent2 / 2.0;
    side = 2 * ((int) Math.ceil(extent / 2) + ROOM);
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
    fill = softened(pixels, 16, key.blur);
    line = softened(pixels, 8, key.blur);
  }

  /** The fill's share of one cell, 0 to 1. */
  float fill(int cell) {
    return (fill[cell] & OPAQUE) / (float) OPAQUE;
  }

  /** The outline's share of one cell, 0 to 1. */
  float line(int cell) {
    return (line[cell] & OPAQUE) / (float) OPAQUE;
  }

  /** The stencil of a shape, its extent and centre in half pixels, after some passes of blur. */
  static Stencil of(ShapeKind shape, int extent2, boolean outlined, int blur, int x2, int y2) {
    if (CACHE.size() >= MAX_CACHED) {
      CACHE.clear();
    }
    return CACHE.computeIfAbsent(
        new Key(shape, extent2, outlined, blur, x2 & 1, y2 & 1), Stencil::new);
  }

  /** This stencil laid on the picture, its centre in half pixels. */
  Laid at(int x2, int y2) {
    return new Laid(this, (x2 >> 1) - side / 2, (y2 >> 1) - side / 2);
  }

  /** One channel of the drawing after some passes of blur; {@link #ROOM} keeps the rim empty. */
  private byte[] softened(int[] pixels, int shift, int passes) {
    var coverage = new float[pixels.length];
    for (int i = 0; i < pixels.length; i++) {
      coverage[i] = (pixels[i] >> shift) & OPAQUE;
    }
    for (int pass = 0; pass < passes; pass++) {
      soften(coverage);
    }
    var rounded = new byte[pixels.length];
    for (int i = 0; i < rounded.length; i++) {
      rounded[i] = (byte) Math.round(coverage[i]);
    }
    return rounded;
  }

  /**
   * Blurs with 1 2 1 in both directions, about a Gaussian of 0.7 pixels (1.2 after three passes).
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
