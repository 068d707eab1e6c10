package dev.darkroom.world;

/** How the fill is laid out: plain, or with the fill's darker {@link Hue#tone}. */
public enum Pattern implements Term {
  SOLID,
  STRIPED,
  DOTTED,
  CHECKERED
}
