package dev.darkroom.world.judge;

import dev.darkroom.world.Pattern;

/**
 * A pattern laid into a fill: tone = base + contrast × layout.
 *
 * @param cost weighted sum of the squared errors of the tones
 */
record PatternFit(
    Pattern pattern, ToneSample.Layout layout, double base, double contrast, double cost) {

  PatternFit withCost(double other) {
    return new PatternFit(pattern, layout, base, contrast, other);
  }

  /** The tone of one pixel. */
  float tone(int column, int row) {
    return (float) (base + contrast * layout.dark(column, row));
  }
}
