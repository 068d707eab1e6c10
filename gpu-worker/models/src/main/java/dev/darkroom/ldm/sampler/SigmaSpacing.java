package dev.darkroom.ldm.sampler;

/** How the noise levels of a run are spread between the highest and the lowest. */
public enum SigmaSpacing {
  /** Those of the chosen training steps. */
  TRAINED,
  /** Evenly in sigma^(1/7) (Karras et al. 2022, eq. 5). */
  KARRAS,
  /** Evenly in ln sigma. */
  EXPONENTIAL,
  /** By the quantiles of Beta(0.6, 0.6), dense at both ends (Lee et al. 2024). */
  BETA;

  private static final double RHO = 7;
  private static final double BETA_SHAPE = 0.6;

  /**
   * n falling noise levels from {@code max} to {@code min}.
   *
   * @throws UnsupportedOperationException for {@link #TRAINED}, which has levels of its own
   */
  double[] levels(double max, double min, int n) {
    double[] levels = Grid.linspace(0, 1, n);
    for (int i = 0; i < n; i++) {
      levels[i] = level(max, min, levels[i]);
    }
    return levels;
  }

  private double level(double max, double min, double r) {
    return switch (this) {
      case TRAINED -> throw new UnsupportedOperationException("trained levels are the schedule's");
      case KARRAS -> {
        double root = Math.pow(max, 1 / RHO);
        yield Math.pow(root + r * (Math.pow(min, 1 / RHO) - root), RHO);
      }
      case EXPONENTIAL -> Math.exp(Math.log(max) + r * (Math.log(min) - Math.log(max)));
      case BETA -> min + BetaDistribution.quantile(1 - r, BETA_SHAPE) * (max - min);
    };
  }
}
