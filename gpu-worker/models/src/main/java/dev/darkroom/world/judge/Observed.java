package dev.darkroom.world.judge;

import dev.darkroom.world.Hue;
import dev.darkroom.world.WorldPainter;
import java.util.Arrays;
import java.util.List;

/**
 * A picture as the judge looks at it: colour planes, the background's colour, and how far each
 * pixel is from a hue.
 */
final class Observed {
  static final int SIDE = WorldPainter.SIDE;
  static final int PIXELS = SIDE * SIDE;

  /**
   * A pixel that is further off than this counts no more: one bad spot must not outvote a shape.
   */
  static final float MAX_COST = 120 * 120;

  private static final int BORDER = 2;

  /** Red, green, blue: (3, 64, 64), 0 to 255. */
  final float[][] planes = new float[3][PIXELS];

  /** The background's colour as it is in this picture: the border's median. */
  final float[] ground = new float[3];

  /** Squared distance of each pixel from the background's colour, bounded by {@link #MAX_COST}. */
  final float[] groundCost;

  Observed(int[] rgb) {
    if (rgb.length != PIXELS) {
      throw new IllegalArgumentException(
          "%d pixels: the judge reads pictures of 64×64 = %d".formatted(rgb.length, PIXELS));
    }
    for (int i = 0; i < PIXELS; i++) {
      planes[0][i] = (rgb[i] >> 16) & 255;
      planes[1][i] = (rgb[i] >> 8) & 255;
      planes[2][i] = rgb[i] & 255;
    }
    for (int c = 0; c < 3; c++) {
      ground[c] = borderMedian(planes[c]);
    }
    groundCost = segmentCost(ground, ground);
  }

  /**
   * Squared distance of each pixel from the nearest mixture of a fill and its darker tone, bounded.
   */
  float[] fillCost(Hue fill) {
    return segmentCost(channels(fill.rgb()), channels(fill.tone()));
  }

  /** Squared distance of each pixel from one hue, bounded. */
  float[] hueCost(Hue hue) {
    return segmentCost(channels(hue.rgb()), channels(hue.rgb()));
  }

  /** The hues in order of their distance from the background's colour, nearest first. */
  List<Hue> nearestToGround() {
    return Arrays.stream(Hue.values())
        .sorted((a, b) -> Double.compare(groundDistance(a), groundDistance(b)))
        .toList();
  }

  /** How far the background's colour is from a hue, levels. */
  double groundDistance(Hue hue) {
    float[] colour = channels(hue.rgb());
    double sum = 0;
    for (int c = 0; c < 3; c++) {
      sum += (ground[c] - colour[c]) * (ground[c] - colour[c]);
    }
    return Math.sqrt(sum);
  }

  /** 0xRRGGBB as three levels. */
  static float[] channels(int rgb) {
    return new float[] {(rgb >> 16) & 255, (rgb >> 8) & 255, rgb & 255};
  }

  private float[] segmentCost(float[] from, float[] to) {
    float length2 = 0;
    for (int c = 0; c < 3; c++) {
      length2 += (to[c] - from[c]) * (to[c] - from[c]);
    }
    var cost = new float[PIXELS];
    for (int i = 0; i < PIXELS; i++) {
      float along = 0;
      for (int c = 0; c < 3; c++) {
        along += (planes[c][i] - from[c]) * (to[c] - from[c]);
      }
      float t = length2 == 0 ? 0 : Math.clamp(along / length2, 0f, 1f);
      float sum = 0;
      for (int c = 0; c < 3; c++) {
        float off = planes[c][i] - from[c] - t * (to[c] - from[c]);
        sum += off * off;
      }
      cost[i] = Math.min(sum, MAX_COST);
    }
    return cost;
  }

  private static float borderMedian(float[] plane) {
    var border = new float[PIXELS];
    int n = 0;
    for (int i = 0; i < PIXELS; i++) {
      int edge = Math.min(Math.min(i % SIDE, i / SIDE), SIDE - 1 - Math.max(i % SIDE, i / SIDE));
      if (edge < BORDER) {
        border[n++] = plane[i];
      }
    }
    Arrays.sort(border, 0, n);
    return border[n / 2];
  }
}
