package dev.darkroom.world;

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
  ARROW
}
