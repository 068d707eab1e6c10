package dev.darkroom.metrics;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * The kernel inception distance (Bińkowski et al. 2018): the unbiased squared maximum mean
 * discrepancy under the kernel k(x, y) = (x·y / D + 1)³, over subsets of both sets.
 *
 * @param mean over the subsets: the distance
 * @param deviation over the subsets
 */
public record Kid(double mean, double deviation) {
  /** As published: 100 subsets of 1000. */
  public static final Plan PUBLISHED = new Plan(100, 1000, 0);

  private static final int MAX_SUBSETS = 10_000;

  /**
   * What is drawn.
   *
   * @param size features of a subset; the smaller set's count where that is less
   */
  public record Plan(int subsets, int size, long seed) {
    public Plan {
      if (subsets < 1 || subsets > MAX_SUBSETS || size < 2) {
        throw new IllegalArgumentException(
            "%d subsets of %d: use 1 to %d subsets of at least 2"
                .formatted(subsets, size, MAX_SUBSETS));
      }
    }
  }

  /**
   * The distance of two sets.
   *
   * @throws IllegalArgumentException if one has fewer than two features
   */
  public static Kid of(Features a, Features b, Plan plan) {
    Features.requireSameWidth(a, b);
    int size = Math.min(plan.size(), Math.min(a.count(), b.count()));
    if (size < 2) {
      throw new IllegalArgumentException("KID needs at least 2 pictures in each set");
    }
    SplittableRandom random = new SplittableRandom(plan.seed());
    double[] distances = new double[plan.subsets()];
    for (int s = 0; s < distances.length; s++) {
      distances[s] = subset(a, b, drawn(a.count(), size, random), drawn(b.count(), size, random));
    }
    return over(distances);
  }

  /** The distance of two subsets, which are rows of equally many features. */
  public static double subset(Features a, Features b, int[] ofA, int[] ofB) {
    int m = ofA.length;
    if (ofB.length != m || m < 2) {
      throw new IllegalArgumentException(
          "subsets of %d and %d: equally many are needed, at least 2".formatted(m, ofB.length));
    }
    double[][] x = Arrays.stream(ofA).mapToObj(a::row).toArray(double[][]::new);
    double[][] y = Arrays.stream(ofB).mapToObj(b::row).toArray(double[][]::new);
    double within = 0;
    double across = 0;
    for (int i = 0; i < m; i++) {
      for (int j = 0; j < m; j++) {
        if (j < i) {
          within += 2 * (kernel(x[i], x[j]) + kernel(y[i], y[j]));
        }
        across += kernel(x[i], y[j]);
      }
    }
    return within / ((double) m * (m - 1)) - 2 * across / ((double) m * m);
  }

  /** The distance that these subsets give. */
  public static Kid over(double[] distances) {
    double mean = Arrays.stream(distances).average().orElseThrow();
    double variance =
        Arrays.stream(distances).map(d -> (d - mean) * (d - mean)).average().orElseThrow();
    return new Kid(mean, Math.sqrt(variance));
  }

  private static double kernel(double[] x, double[] y) {
    double k = Vectors.dot(x, y) / x.length + 1;
    return k * k * k;
  }

  /** {@code size} of {@code count} numbers, none twice. */
  private static int[] drawn(int count, int size, SplittableRandom random) {
    int[] all = new int[count];
    Arrays.setAll(all, i -> i);
    for (int i = 0; i < size; i++) {
      int j = random.nextInt(i, count);
      int other = all[j];
      all[j] = all[i];
      all[i] = other;
    }
    return Arrays.copyOf(all, size);
  }
}
