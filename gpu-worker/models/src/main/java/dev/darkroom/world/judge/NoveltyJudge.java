package dev.darkroom.world.judge;

import dev.darkroom.world.Geometry;
import dev.darkroom.world.Novelty;
import dev.darkroom.world.Scene;
import dev.darkroom.world.ShapeKind;
import dev.darkroom.world.WorldPainter;
import java.awt.Color;
import java.awt.Shape;
import java.awt.image.BufferedImage;
import java.util.Optional;

/**
 * Reads back what the grammar has not. The shape is that of the template which overlaps best with
 * what is not background, all templates of the house among them; a shadow is there if the places
 * that only a shadow covers are nearer to its colour than to the background's.
 */
public final class NoveltyJudge {
  private static final int SIDE = WorldPainter.SIDE;

  /** Squared distance from the background's colour above which a pixel belongs to the shape. */
  private static final float FOREGROUND = 60 * 60;

  /** A template that overlaps less explains nothing. */
  private static final double LEAST_OVERLAP = 0.6;

  private static final double COVERED = 0.5;

  /** In place, and half a pixel to either side. */
  private static final double[][] SHIFTS = {{0, 0}, {-0.5, 0}, {0.5, 0}, {0, -0.5}, {0, 0.5}};

  private NoveltyJudge() {}

  /**
   * How well a silhouette explains a picture.
   *
   * @param kind the house's shape, or empty for an hourglass
   * @param overlap intersection over union, 0 to 1
   */
  public record Silhouette(Optional<ShapeKind> kind, double overlap) {}

  /** Whether the picture shows an hourglass rather than any shape of the house. */
  public static boolean isHourglass(int[] rgb) {
    Silhouette best = silhouette(rgb);
    return best.kind().isEmpty() && best.overlap() >= LEAST_OVERLAP;
  }

  /** The silhouette that overlaps best. */
  public static Silhouette silhouette(int[] rgb) {
    Observed picture = new Observed(rgb);
    boolean[] mask = new boolean[rgb.length];
    int left = SIDE;
    int right = -1;
    int top = SIDE;
    int bottom = -1;
    for (int p = 0; p < mask.length; p++) {
      mask[p] = picture.groundCost[p] > FOREGROUND;
      if (mask[p]) {
        left = Math.min(left, p % SIDE);
        right = Math.max(right, p % SIDE);
        top = Math.min(top, p / SIDE);
        bottom = Math.max(bottom, p / SIDE);
      }
    }
    if (right < 0) {
      return new Silhouette(Optional.empty(), 0);
    }
    double x = (left + right + 1) / 2.0;
    double y = (top + bottom + 1) / 2.0;
    double extent = Math.max(right - left, bottom - top) + 1;
    Silhouette best = best(mask, Optional.empty(), x, y, extent);
    for (ShapeKind kind : ShapeKind.values()) {
      Silhouette other = best(mask, Optional.of(kind), x, y, extent);
      best = other.overlap() > best.overlap() ? other : best;
    }
    return best;
  }

  /** A template at the silhouette's place, a little larger or smaller, a little beside it. */
  private static Silhouette best(
      boolean[] mask, Optional<ShapeKind> kind, double x, double y, double extent) {
    double overlap = 0;
    for (double size : new double[] {extent - 1.5, extent - 0.5}) {
      for (double[] shift : SHIFTS) {
        Shape shape = template(kind, x + shift[0], y + shift[1], Math.max(2, size));
        overlap = Math.max(overlap, overlap(mask, coverage(shape)));
      }
    }
    return new Silhouette(kind, overlap);
  }

  private static Shape template(Optional<ShapeKind> kind, double x, double y, double extent) {
    return kind.map(known -> Geometry.at(known, x, y, extent))
        .orElseGet(() -> Novelty.hourglassAt(x, y, extent));
  }

  private static double overlap(boolean[] mask, float[] coverage) {
    int both = 0;
    int either = 0;
    for (int p = 0; p < mask.length; p++) {
      boolean covered = coverage[p] > COVERED;
      both += mask[p] && covered ? 1 : 0;
      either += mask[p] || covered ? 1 : 0;
    }
    return either == 0 ? 0 : (double) both / either;
  }

  /**
   * Whether the shape throws a shadow.
   *
   * @param scene what the picture was asked to show, on a background that is not black
   */
  public static boolean isShadowed(int[] rgb, Scene scene) {
    double x = SIDE / 2.0 + scene.position().column() * scene.size().offset();
    double y = SIDE / 2.0 + scene.position().row() * scene.size().offset();
    double extent = scene.size().extent();
    double d = Novelty.SHADOW;
    float[] shape = coverage(Geometry.at(scene.shape(), x, y, extent + 4));
    float[] shadow = coverage(Geometry.at(scene.shape(), x + d, y + d, extent - 2));
    float[] light = Observed.channels(scene.background().rgb());
    float[] dark = Observed.channels(Novelty.shade(scene.background()));
    int places = 0;
    int darker = 0;
    for (int p = 0; p < rgb.length; p++) {
      if (shadow[p] > 0.9f && shape[p] < 0.1f) {
        places++;
        float[] pixel = Observed.channels(rgb[p]);
        darker += distance(pixel, dark) < distance(pixel, light) ? 1 : 0;
      }
    }
    return places > 0 && darker > places / 2;
  }

  private static float distance(float[] a, float[] b) {
    float sum = 0;
    for (int c = 0; c < 3; c++) {
      sum += (a[c] - b[c]) * (a[c] - b[c]);
    }
    return sum;
  }

  private static float[] coverage(Shape shape) {
    var image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
    var g = WorldPainter.smooth(image);
    g.setColor(Color.WHITE);
    g.fill(shape);
    g.dispose();
    int[] pixels = WorldPainter.pixels(image);
    var coverage = new float[pixels.length];
    for (int p = 0; p < pixels.length; p++) {
      coverage[p] = (pixels[p] & 255) / 255f;
    }
    return coverage;
  }
}
