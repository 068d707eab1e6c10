package dev.darkroom.metrics;

/** The normal distribution that fits a set of features. Immutable. */
public final class Moments {
  private final double[] mean; // (D)
  private final double[] covariance; // (D, D)

  /**
   * A distribution that is known.
   *
   * @param mean (D)
   * @param covariance (D, D) in rows
   */
  public Moments(double[] mean, double[] covariance) {
    if (covariance.length != mean.length * mean.length) {
      throw new IllegalArgumentException(
          "a mean of %d needs a covariance of %d x %d, not of %d numbers"
              .formatted(mean.length, mean.length, mean.length, covariance.length));
    }
    this.mean = mean.clone();
    this.covariance = covariance.clone();
  }

  /**
   * The moments of a set.
   *
   * @throws IllegalArgumentException if it has fewer than two features, which have no covariance
   */
  public static Moments of(Features features) {
    int n = features.count();
    int d = features.width();
    if (n < 2) {
      throw new IllegalArgumentException(
          n + " picture has no covariance: a Fréchet distance needs at least 2 in each set");
    }
    double[] mean = new double[d];
    for (int i = 0; i < n; i++) {
      double[] x = features.row(i);
      for (int j = 0; j < d; j++) {
        mean[j] += x[j];
      }
    }
    for (int j = 0; j < d; j++) {
      mean[j] /= n;
    }
    return new Moments(mean, covariance(features, mean));
  }

  /** D. */
  public int width() {
    return mean.length;
  }

  /** A copy: (D). */
  public double[] mean() {
    return mean.clone();
  }

  /** A copy in rows, of N - 1 degrees of freedom: (D, D). */
  public double[] covariance() {
    return covariance.clone();
  }

  /** The trace of the covariance. */
  public double trace() {
    int d = mean.length;
    double trace = 0;
    for (int j = 0; j < d; j++) {
      trace += covariance[j * d + j];
    }
    return trace;
  }

  /** Σ (x - μ)(x - μ)ᵀ / (N - 1): from the differences, which loses nothing. */
  private static double[] covariance(Features features, double[] mean) {
    int n = features.count();
    int d = mean.length;
    double[] sums = new double[d * d];
    double[] difference = new double[d];
    for (int i = 0; i < n; i++) {
      double[] x = features.row(i);
      for (int j = 0; j < d; j++) {
        difference[j] = x[j] - mean[j];
      }
      for (int j = 0; j < d; j++) {
        double left = difference[j];
        for (int k = 0; k <= j; k++) {
          sums[j * d + k] += left * difference[k];
        }
      }
    }
    for (int j = 0; j < d; j++) {
      for (int k = 0; k <= j; k++) {
        sums[j * d + k] /= n - 1;
        sums[k * d + j] = sums[j * d + k];
      }
    }
    return sums;
  }
}
