package dev.darkroom.world;

import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.geom.Area;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/**
 * The outlines of the shapes. Each is drawn in coordinates of its own and then brought to extent 1
 * around 0.
 */
public final class Geometry {
  private static final double STAR_INNER_RADIUS = 0.42;
  private static final double RING_INNER_RADIUS = 0.5;
  private static final Map<ShapeKind, Shape> UNIT = new EnumMap<>(ShapeKind.class);

  static {
    for (var kind : ShapeKind.values()) {
      UNIT.put(kind, toUnit(raw(kind)));
    }
  }

  private Geometry() {}

  /**
   * The shape with its bounding box centred at ({@code x}, {@code y}), its longer side {@code
   * extent} pixels.
   */
  public static Shape at(ShapeKind kind, double x, double y, double extent) {
    var place = AffineTransform.getTranslateInstance(x, y);
    place.scale(extent, extent);
    return place.createTransformedShape(unit(kind));
  }

  /** The bounding box at extent 1; the longer side is 1. */
  public static Rectangle2D unitBox(ShapeKind kind) {
    return unit(kind).getBounds2D();
  }

  /**
   * Where a pattern begins, to the right of the bounding box's centre at extent 1: in the shape's
   * thick part.
   */
  static double anchorX(ShapeKind kind) {
    return kind == ShapeKind.CRESCENT ? -0.2 : 0;
  }

  private static Shape unit(ShapeKind kind) {
    return Objects.requireNonNull(UNIT.get(kind));
  }

  private static Shape raw(ShapeKind kind) {
    return switch (kind) {
      case CIRCLE -> circle(0, 1);
      case SQUARE -> new Rectangle2D.Double(-1, -1, 2, 2);
      case TRIANGLE -> polygon(0, -0.95, 1, 0.95, -1, 0.95);
      case STAR -> star(5, STAR_INNER_RADIUS);
      case RING -> without(circle(0, 1), circle(0, RING_INNER_RADIUS));
      case CROSS -> cross(0.35);
      case HEART -> heart();
      case DIAMOND -> polygon(0, -1, 0.72, 0, 0, 1, -0.72, 0);
      case PENTAGON -> regular(5, -Math.PI / 2);
      case HEXAGON -> regular(6, 0);
      case CRESCENT -> without(circle(0, 1), circle(0.55, 0.85));
      case ARROW ->
          polygon(0, -1, 0.85, -0.05, 0.34, -0.05, 0.34, 1, -0.34, 1, -0.34, -0.05, -0.85, -0.05);
    };
  }

  private static Shape toUnit(Shape raw) {
    var box = raw.getBounds2D();
    double extent = Math.max(box.getWidth(), box.getHeight());
    var toUnit = AffineTransform.getScaleInstance(1 / extent, 1 / extent);
    toUnit.translate(-box.getCenterX(), -box.getCenterY());
    return toUnit.createTransformedShape(raw);
  }

  private static Shape circle(double x, double radius) {
    return new Ellipse2D.Double(x - radius, -radius, 2 * radius, 2 * radius);
  }

  private static Path2D polygon(double... xy) {
    var path = new Path2D.Double();
    path.moveTo(xy[0], xy[1]);
    for (int i = 2; i < xy.length; i += 2) {
      path.lineTo(xy[i], xy[i + 1]);
    }
    path.closePath();
    return path;
  }

  private static Path2D regular(int corners, double firstAngle) {
    var xy = new double[2 * corners];
    for (int i = 0; i < corners; i++) {
      double angle = firstAngle + 2 * Math.PI * i / corners;
      xy[2 * i] = Math.cos(angle);
      xy[2 * i + 1] = Math.sin(angle);
    }
    return polygon(xy);
  }

  private static Path2D star(int points, double innerRadius) {
    var xy = new double[4 * points];
    for (int i = 0; i < 2 * points; i++) {
      double angle = -Math.PI / 2 + Math.PI * i / points;
      double radius = i % 2 == 0 ? 1 : innerRadius;
      xy[2 * i] = radius * Math.cos(angle);
      xy[2 * i + 1] = radius * Math.sin(angle);
    }
    return polygon(xy);
  }

  private static Path2D cross(double arm) {
    return polygon(
        -arm, -1, arm, -1, arm, -arm, 1, -arm, 1, arm, arm, arm, arm, 1, -arm, 1, -arm, arm, -1,
        arm, -1, -arm, -arm, -arm);
  }

  private static Path2D heart() {
    var path = new Path2D.Double();
    path.moveTo(0, 1);
    path.curveTo(-0.35, 0.6, -1.05, 0.2, -1.05, -0.38);
    path.curveTo(-1.05, -1.08, -0.2, -1.12, 0, -0.45);
    path.curveTo(0.2, -1.12, 1.05, -1.08, 1.05, -0.38);
    path.curveTo(1.05, 0.2, 0.35, 0.6, 0, 1);
    path.closePath();
    return path;
  }

  private static Shape without(Shape whole, Shape hole) {
    var rest = new Area(whole);
    rest.subtract(new Area(hole));
    return rest;
  }
}
