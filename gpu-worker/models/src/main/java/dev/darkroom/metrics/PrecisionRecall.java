package dev.darkroom.metrics;

import java.util.Arrays;

/**
 * Improved precision and recall (Kynkäänniemi et al. 2019): a set's manifold is the union of balls
 * around its features, each as wide as the distance to the k-th neighbour.
 *
 * @param precision share of the drawn pictures that lie on the real ones' manifold
 * @param recall share of the real pictures that lie on the drawn ones' manifold
 */
public record PrecisionRecall(double precision, double recall) {
  /** The paper's number of neighbours. */
  public static final int K = 3;

  /** Pairs of pictures that are compared, at most: some minutes. */
  private static final long MAX_PAIRS = 400_000_000L;

  /**
   * Both shares.
   *
   * @param drawn features of the pictures that are scored
   * @param real features of the pictures that they are to be like
   * @throws IllegalArgumentException if a set has no k-th neighbour, or the sets are too large
   */
  public static PrecisionRecall of(Features drawn, Features real, int k) {
    Features.requireSameWidth(drawn, real);
    if (Math.min(drawn.count(), real.count()) <= k) {
      throw new IllegalArgumentException(
          "precision and recall need more than " + k + " pictures in each set");
    }
    long most = Math.max(drawn.count(), real.count());
    if (most * most > MAX_PAIRS) {
      throw new IllegalArgumentException(
          "precision and recall compare all pairs: at most %d pictures a set"
              .formatted((long) Math.sqrt((double) MAX_PAIRS)));
    }
    return new PrecisionRecall(covered(drawn, real, k), covered(real, drawn, k));
  }

  /** The share of {@code points} within some ball of {@code centers}; the edge belongs to it. */
  private static double covered(Features points, Features centers, int k) {
    double[][] c = rows(centers);
    double[] radii = squaredRadii(c, k);
    int inside = 0;
    for (int i = 0; i < points.count(); i++) {
      double[] x = points.row(i);
      for (int j = 0; j < c.length; j++) {
        if (Vectors.squaredDistance(x, c[j]) <= radii[j]) {
          inside++;
          break;
        }
      }
    }
    return (double) inside / points.count();
  }

  /** Of each row the squared distance to its k-th neighbour: the (k+1)-th smallest with itself. */
  private static double[] squaredRadii(double[][] rows, int k) {
    double[] radii = new double[rows.length];
    for (int i = 0; i < rows.length; i++) {
      double[] distances = new double[rows.length];
      for (int j = 0; j < rows.length; j++) {
        distances[j] = Vectors.squaredDistance(rows[i], rows[j]);
      }
      Arrays.sort(distances);
      radii[i] = distances[k];
    }
    return radii;
  }

  private static double[][] rows(Features features) {
    double[][] rows = new double[features.count()][];
    Arrays.setAll(rows, features::row);
    return rows;
  }
}
