package dev.darkroom.world;

import java.awt.Color;
import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.geom.Path2D;
import java.awt.image.BufferedImage;

/**
 * What the grammar has not, so that no model of the house has seen it: a shape, and a style of
 * drawing. Both are for teaching; the judge tells whether they were learned.
 */
public final class Novelty {
  /** How far a shadow falls to the right and down, pixels. */
  public static final double SHADOW = 5;

  /** Half the width of an hourglass's ends in half its heights. */
  private static final double HOURGLASS_HALF_WIDTH = 0.8;

  private Novelty() {}

  /** A solid hourglass, its outline none, where and as large as {@code like} has its own shape. */
  public static int[] hourglass(Scene like, long seed) {
    var stream = new SeedStream(SeedStream.mix(seed));
    double x = centre(like.position().column(), like.size(), stream);
    double y = centre(like.position().row(), like.size(), stream);
    double extent = like.size().extent() + stream.around(WorldPainter.EXTENT_JITTER);
    var image = background(like);
    var g = WorldPainter.smooth(image);
    g.setColor(new Color(like.fill().rgb()));
    g.fill(hourglassAt(x, y, extent));
    g.dispose();
    return WorldPainter.pixels(image);
  }

  /**
   * A solid scene without outline whose shape throws a shadow: the background at half its light.
   */
  public static int[] shadowed(Scene scene, long seed) {
    var stream = new SeedStream(SeedStream.mix(seed));
    double x = centre(scene.position().column(), scene.size(), stream);
    double y = centre(scene.position().row(), scene.size(), stream);
    double extent = scene.size().extent() + stream.around(WorldPainter.EXTENT_JITTER);
    var image = background(scene);
    var g = WorldPainter.smooth(image);
    g.setColor(new Color(shade(scene.background())));
    g.fill(Geometry.at(scene.shape(), x + SHADOW, y + SHADOW, extent));
    g.setColor(new Color(scene.fill().rgb()));
    g.fill(Geometry.at(scene.shape(), x, y, extent));
    g.dispose();
    return WorldPainter.pixels(image);
  }

  /** A shadow's colour on a background. */
  public static int shade(Hue background) {
    return (background.rgb() >> 1) & 0x7F7F7F;
  }

  public static Shape hourglassAt(double x, double y, double extent) {
    var path = new Path2D.Double();
    path.moveTo(-HOURGLASS_HALF_WIDTH, -1);
    path.lineTo(HOURGLASS_HALF_WIDTH, -1);
    path.lineTo(-HOURGLASS_HALF_WIDTH, 1);
    path.lineTo(HOURGLASS_HALF_WIDTH, 1);
    path.closePath();
    var place = AffineTransform.getTranslateInstance(x, y);
    place.scale(extent / 2, extent / 2);
    return place.createTransformedShape(path);
  }

  private static double centre(int cell, Size size, SeedStream stream) {
    return WorldPainter.SIDE / 2.0
        + cell * size.offset()
        + stream.around(WorldPainter.POSITION_JITTER);
  }

  private static BufferedImage background(Scene scene) {
    int side = WorldPainter.SIDE;
    var image = new BufferedImage(side, side, BufferedImage.TYPE_INT_RGB);
    var g = image.createGraphics();
    g.setColor(new Color(scene.background().rgb()));
    g.fillRect(0, 0, side, side);
    g.dispose();
    return image;
  }
}
