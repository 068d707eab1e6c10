package dev.darkroom.ldm.sampler;

/** The symmetric Beta(s, s) distribution on [0, 1]. */
final class BetaDistribution {
  /** Halvings until the quantile is exact to a double. */
  private static final int BISECTIONS = 60;

  /** Points of the midpoint rule; the integrand is smooth once its poles are substituted away. */
  private static final int POINTS = 512;

  private BetaDistribution() {}

  /** The x below which a share {@code p} of Beta(s, s) lies. */
  static double quantile(double p, double s) {
    if (p <= 0 || p >= 1) {
      return Math.clamp(p, 0, 1);
    }
    double whole = mass(1, s);
    double low = 0;
    double high = 1;
    for (int i = 0; i < BISECTIONS; i++) {
      double middle = (low + high) / 2;
      if (mass(middle, s) < p * whole) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return (low + high) / 2;
  }

  /**
   * The integral of t^(s-1) (1-t)^(s-1) over [0, x]. Each half of [0, 1] is taken from its own pole
   * and with t = u^(1/s), which leaves (1 - u^(1/s))^(s-1) / s: smooth.
   */
  private static double mass(double x, double s) {
    if (x > 0.5) {
      return 2 * mass(0.5, s) - mass(1 - x, s);
    }
    double end = Math.pow(x, s);
    double sum = 0;
    for (int k = 0; k < POINTS; k++) {
      double u = (k + 0.5) / POINTS * end;
      sum += Math.pow(1 - Math.pow(u, 1 / s), s - 1);
    }
    return sum * end / POINTS / s;
  }
}
