package dev.darkroom.ldm.sampler;

/** Evenly spaced points and linear interpolation between points. */
final class Grid {
  private Grid() {}

  /** {@code n} points from {@code first} to {@code last}; one point is {@code first}. */
  static double[] linspace(double first, double last, int n) {
    double[] points = new double[n];
    double step = (last - first) / Math.max(1, n - 1);
    for (int i = 0; i < n; i++) {
      points[i] = i == n - 1 && n > 1 ? last : first + i * step;
    }
    return points;
  }

  /** The value at {@code x} of the line through (i, values[i]), held constant beyond its ends. */
  static double interpolate(double[] values, double x) {
    int below = (int) Math.clamp(Math.floor(x), 0, values.length - 1);
    int above = Math.min(below + 1, values.length - 1);
    double w = Math.clamp(x - below, 0, 1);
    return (1 - w) * values[below] + w * values[above];
  }

  /** The fractional index at which rising {@code values} reach {@code y}, within their ends. */
  static double indexOf(double[] values, double y) {
    int below = 0;
    while (below < values.length - 2 && values[below + 1] <= y) {
      below++;
    }
    int above = Math.min(below + 1, values.length - 1);
    double w = (y - values[below]) / (values[above] - values[below]);
    return above == below ? below : below + Math.clamp(w, 0, 1);
  }
}
