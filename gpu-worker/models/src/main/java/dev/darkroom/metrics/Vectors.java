package dev.darkroom.metrics;

/** Sums over rows of features, F64. */
final class Vectors {
  private Vectors() {}

  static double dot(double[] x, double[] y) {
    double sum = 0;
    for (int j = 0; j < x.length; j++) {
      sum += x[j] * y[j];
    }
    return sum;
  }

  static double squaredDistance(double[] x, double[] y) {
    double sum = 0;
    for (int j = 0; j < x.length; j++) {
      double d = x[j] - y[j];
      sum += d * d;
    }
    return sum;
  }

  /** x / |x|. */
  static double[] direction(double[] x) {
    double length = Math.sqrt(dot(x, x));
    if (!(length > 0) || Double.isInfinite(length)) {
      throw new IllegalArgumentException(
          "a feature of length " + length + " has no direction: run the network in f32");
    }
    double[] unit = new double[x.length];
    for (int j = 0; j < x.length; j++) {
      unit[j] = x[j] / length;
    }
    return unit;
  }

  /** The mean of rows. */
  static double[] mean(double[][] rows) {
    double[] mean = new double[rows[0].length];
    for (double[] row : rows) {
      for (int j = 0; j < mean.length; j++) {
        mean[j] += row[j] / rows.length;
      }
    }
    return mean;
  }
}
