package dev.darkroom.world;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.Paint;
import java.awt.RenderingHints;
import java.awt.TexturePaint;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.Arrays;

/**
 * Draws scenes with Java2D, antialiased, headless. One seed moves the shape, its size and its
 * pattern by about a pixel, never so far that an attribute could be mistaken or the shape cut by
 * the edge.
 */
public final class WorldPainter {
  /** Width and height of every picture, pixels. */
  public static final int SIDE = 64;

  /** Width of an outline, pixels, all of it outside the fill. */
  public static final double OUTLINE_WIDTH = 2;

  /** Furthest a seed moves the shape from its position, in x and in y, pixels. */
  static final double POSITION_JITTER = 0.75;

  /** Furthest a seed changes the extent, pixels. */
  static final double EXTENT_JITTER = 0.5;

  /** Furthest a seed moves a pattern against its shape, pixels. */
  static final double PHASE_JITTER = 1;

  /** A dot's diameter in periods. */
  public static final double DOT = 0.62;

  private WorldPainter() {}

  /** The picture of {@code scene} that belongs to {@code seed}: 64×64, TYPE_INT_RGB. */
  public static BufferedImage draw(Scene scene, long seed) {
    var stream = new SeedStream(SeedStream.mix(seed));
    var size = scene.size();
    double x = SIDE / 2.0 + scene.position().column() * size.offset();
    double y = SIDE / 2.0 + scene.position().row() * size.offset();
    x += stream.around(POSITION_JITTER);
    y += stream.around(POSITION_JITTER);
    double extent = size.extent() + stream.around(EXTENT_JITTER);
    double phaseX = Geometry.anchorX(scene.shape()) * extent + stream.around(PHASE_JITTER);
    double phaseY = stream.around(PHASE_JITTER);

    var layout = new PatternLayout(scene.pattern(), size.period(), x + phaseX, y + phaseY);
    var image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
    var g = smooth(image);
    g.setColor(new Color(scene.background().rgb()));
    g.fillRect(0, 0, SIDE, SIDE);
    var shape = Geometry.at(scene.shape(), x, y, extent);
    scene.outline().hue().ifPresent(line -> surround(g, shape, new Color(line.rgb())));
    g.setPaint(fill(scene.fill(), layout));
    g.fill(shape);
    g.dispose();
    return image;
  }

  /** The pixels of {@link #draw}: row by row, 0xRRGGBB, 4096 of them. */
  public static int[] pixels(Scene scene, long seed) {
    return pixels(draw(scene, seed));
  }

  /** The pixels of any picture, row by row, 0xRRGGBB. */
  public static int[] pixels(BufferedImage image) {
    int width = image.getWidth();
    int[] argb = image.getRGB(0, 0, width, image.getHeight(), null, 0, width);
    return Arrays.stream(argb).map(pixel -> pixel & 0xFFFFFF).toArray();
  }

  /** Draws the outline of {@code shape}; its inner half is to be covered by the fill. */
  public static void surround(Graphics2D g, java.awt.Shape shape, Color colour) {
    g.setColor(colour);
    g.setStroke(
        new BasicStroke(
            (float) (2 * OUTLINE_WIDTH), BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
    g.draw(shape);
  }

  /** Draws on an image with soft edges. */
  public static Graphics2D smooth(BufferedImage image) {
    var g = image.createGraphics();
    g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    g.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
    return g;
  }

  private static Paint fill(Hue hue, PatternLayout layout) {
    if (layout.pattern() == Pattern.SOLID) {
      return new Color(hue.rgb());
    }
    var tile = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
    var g = smooth(tile);
    layout.paint(g, new Color(hue.rgb()), new Color(hue.tone()));
    g.dispose();
    return new TexturePaint(tile, new Rectangle2D.Double(0, 0, SIDE, SIDE));
  }

  /**
   * Where a pattern's dark parts lie: period and origin in pixels. A dot, a band and a cell begin
   * at the origin.
   */
  record PatternLayout(Pattern pattern, double period, double x, double y) {

    /** Covers the whole picture. */
    void paint(Graphics2D g, Color light, Color dark) {
      g.setColor(light);
      g.fillRect(0, 0, SIDE, SIDE);
      g.setColor(dark);
      int reach = (int) Math.ceil(SIDE / period) + 1;
      for (int row = -reach; row <= reach; row++) {
        double top = y + row * period;
        if (pattern == Pattern.STRIPED) {
          g.fill(new Rectangle2D.Double(0, top, SIDE, period / 2));
          continue;
        }
        for (int column = -reach; column <= reach; column++) {
          paintCell(g, x + column * period, top);
        }
      }
    }

    private void paintCell(Graphics2D g, double left, double top) {
      double half = period / 2;
      switch (pattern) {
        case SOLID, STRIPED -> {}
        case DOTTED -> {
          double dot = DOT * period;
          g.fill(new Ellipse2D.Double(left - dot / 2, top - dot / 2, dot, dot));
        }
        case CHECKERED -> {
          g.fill(new Rectangle2D.Double(left, top, half, half));
          g.fill(new Rectangle2D.Double(left + half, top + half, half, half));
        }
      }
    }
  }
}
