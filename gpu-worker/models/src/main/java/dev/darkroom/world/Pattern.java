package dev.darkroom.world;

import java.util.Locale;

/** How the fill is laid out: plain, or with the fill's darker {@link Hue#tone}. */
public enum Pattern implements Term {
  SOLID,
  STRIPED,
  DOTTED,
  CHECKERED;

  @Override
  public String words() {
    return name().toLowerCase(Locale.ROOT);
  }
}
