package dev.darkroom.ldm.sampler;

import java.nio.FloatBuffer;
import java.util.Arrays;

/**
 * One picture's latent, or anything of its shape: noise, a network's output, an estimate.
 * Immutable; {@code (C, h, w)} laid out row by row. Factors are doubles and each operation rounds
 * once.
 */
public final class Latent {
  private final float[] values;

  private Latent(float[] values) {
    this.values = values;
  }

  /** A latent of a copy of these values. */
  public static Latent of(float... values) {
    return new Latent(values.clone());
  }

  /** The next {@code size} values of {@code buffer}, which moves on by as many. */
  public static Latent read(FloatBuffer buffer, int size) {
    float[] values = new float[size];
    buffer.get(values);
    return new Latent(values);
  }

  /** Puts all values into {@code buffer}, which moves on by as many. */
  public void write(FloatBuffer buffer) {
    buffer.put(values);
  }

  /** A copy of the values. */
  public float[] toArray() {
    return values.clone();
  }

  public int size() {
    return values.length;
  }

  public float at(int i) {
    return values[i];
  }

  /** {@code k * this}. */
  public Latent times(double k) {
    return map(v -> k * v);
  }

  /** {@code this * other}, value by value. */
  public Latent times(Latent other) {
    requireSameSize(other);
    float[] result = new float[values.length];
    for (int i = 0; i < result.length; i++) {
      result[i] = values[i] * other.values[i];
    }
    return new Latent(result);
  }

  /** {@code this / k}. */
  public Latent over(double k) {
    return map(v -> v / k);
  }

  /** {@code this + other}. */
  public Latent plus(Latent other) {
    return plus(1, other);
  }

  /** {@code this - other}. */
  public Latent minus(Latent other) {
    return plus(-1, other);
  }

  /** {@code this + k * other}. */
  public Latent plus(double k, Latent other) {
    requireSameSize(other);
    float[] result = new float[values.length];
    for (int i = 0; i < result.length; i++) {
      result[i] = (float) (values[i] + k * other.values[i]);
    }
    return new Latent(result);
  }

  /** These values, then the other's: more channels. */
  public Latent followedBy(Latent other) {
    float[] all = Arrays.copyOf(values, values.length + other.values.length);
    System.arraycopy(other.values, 0, all, values.length, other.values.length);
    return new Latent(all);
  }

  /** Every value forced into [-limit, limit]. */
  public Latent clamp(double limit) {
    return map(v -> Math.clamp(v, -limit, limit));
  }

  /** The {@code q}-quantile of the absolute values, between two of them by linear interpolation. */
  public double absQuantile(double q) {
    double[] sorted = new double[values.length];
    Arrays.setAll(sorted, i -> Math.abs(values[i]));
    Arrays.sort(sorted);
    double rank = q * (sorted.length - 1);
    int below = (int) rank;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (rank - below) * (sorted[above] - sorted[below]);
  }

  public double mean() {
    double sum = 0;
    for (float v : values) {
      sum += v;
    }
    return sum / values.length;
  }

  /** The standard deviation with n - 1 in the denominator. */
  public double std() {
    double mean = mean();
    double sum = 0;
    for (float v : values) {
      sum += (v - mean) * (v - mean);
    }
    return Math.sqrt(sum / (values.length - 1));
  }

  /** False if a value is infinite or no number. */
  public boolean isFinite() {
    for (float v : values) {
      if (!Float.isFinite(v)) {
        return false;
      }
    }
    return true;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Latent latent && Arrays.equals(values, latent.values);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(values);
  }

  @Override
  public String toString() {
    return "Latent of " + values.length + " values";
  }

  private void requireSameSize(Latent other) {
    if (other.size() != size()) {
      throw new IllegalArgumentException(
          "latents of %d and %d values do not go together".formatted(size(), other.size()));
    }
  }

  private interface Operation {
    double of(double v);
  }

  private Latent map(Operation operation) {
    float[] result = new float[values.length];
    for (int i = 0; i < result.length; i++) {
      result[i] = (float) operation.of(values[i]);
    }
    return new Latent(result);
  }
}
