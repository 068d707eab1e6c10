package dev.darkroom.world;

import java.util.Locale;

/** The twelve shapes, all upright; {@link Geometry} has their outlines. */
public enum ShapeKind implements Term {
  CIRCLE,
  SQUARE,
  TRIANGLE,
  STAR,
  RING,
  CROSS,
  HEART,
  DIAMOND,
  PENTAGON,
  HEXAGON,
  CRESCENT,
  ARROW;

  @Override
  public String words() {
    return name().toLowerCase(Locale.ROOT);
  }
}
