package dev.darkroom.world.judge;

import dev.darkroom.world.Pattern;

/** Tones read inside a fill, 0 light to 1 dark, each with its place and its weight. */
final class ToneSample {
  private final int[] columns = new int[Observed.PIXELS];
  private final int[] rows = new int[Observed.PIXELS];
  private final float[] tones = new float[Observed.PIXELS];
  private final float[] weights = new float[Observed.PIXELS];
  private int n;

  void add(int column, int row, float tone, float weight) {
    columns[n] = column;
    rows[n] = row;
    tones[n] = tone;
    weights[n] = weight;
    n++;
  }

  /**
   * Weighted least squares of tone = base + contrast × layout, base and contrast bounded, so that
   * noise is no faint pattern.
   */
  PatternFit regress(Pattern pattern, Layout layout, Bounds bounds) {
    double w = 0;
    double t = 0;
    double p = 0;
    double tt = 0;
    double pp = 0;
    double tp = 0;
    for (int i = 0; i < n; i++) {
      double weight = weights[i];
      double dark = layout.dark(columns[i], rows[i]);
      double tone = tones[i];
      w += weight;
      t += weight * tone;
      p += weight * dark;
      tt += weight * tone * tone;
      pp += weight * dark * dark;
      tp += weight * tone * dark;
    }
    if (w == 0) {
      return new PatternFit(pattern, layout, 0, bounds.leastContrast, 0);
    }
    double spread = pp - p * p / w;
    double slope = spread < 1e-9 ? 0 : (tp - t * p / w) / spread;
    double contrast = Math.clamp(slope, bounds.leastContrast, bounds.mostContrast);
    double base = Math.clamp((t - contrast * p) / w, bounds.leastBase, bounds.mostBase);
    double cost =
        tt
            - 2 * (base * t + contrast * tp)
            + w * base * base
            + 2 * base * contrast * p
            + contrast * contrast * pp;
    boolean seen = Math.min(p, w - p) >= bounds.leastShare * w;
    return new PatternFit(pattern, layout, base, contrast, seen ? cost : Double.POSITIVE_INFINITY);
  }

  /** How dark a pattern is at each pixel, 0 to 1. */
  interface Layout {
    double dark(int column, int row);
  }

  /**
   * What a regression may find.
   *
   * @param leastShare of light and of dark each, below which the layout is not one that was seen
   */
  record Bounds(
      double leastContrast,
      double mostContrast,
      double leastBase,
      double mostBase,
      double leastShare) {}
}
