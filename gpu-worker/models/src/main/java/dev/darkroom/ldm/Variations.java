package dev.darkroom.ldm;

import dev.darkroom.ldm.sampler.Latent;

/**
 * Neighbours of a picture: its first noise turned towards another, along the sphere that noise of
 * one size lies on. Number for number what users of the AUTOMATIC1111 web UI get from a variation
 * seed, its two oddities included: vectors are the columns of each channel, not whole latents, and
 * noises that nearly agree are blended the wrong way round.
 */
final class Variations {
  /** Above this mean cosine the angle is too small to divide by. */
  private static final double NEARLY_PARALLEL = 0.9995;

  /** Columns that are parallel have no angle to divide by. */
  private static final double SMALLEST_SINE = 1e-12;

  private Variations() {}

  /** The point that lies the share {@code t} of the way from {@code low} to {@code high}. */
  static Latent slerp(double t, Latent low, Latent high, int height, int width) { // (C, h, w)
    double[] cosines = cosines(low, high, height, width); // (C, w)
    double mean = 0;
    for (double cosine : cosines) {
      mean += cosine / cosines.length;
    }
    if (mean > NEARLY_PARALLEL) {
      return low.times(t).plus(1 - t, high);
    }
    float[] turned = new float[low.size()];
    for (int i = 0; i < turned.length; i++) {
      double omega = Math.acos(cosines[i / (height * width) * width + i % width]);
      double so = Math.max(Math.sin(omega), SMALLEST_SINE);
      double a = Math.sin((1 - t) * omega) / so;
      double b = Math.sin(t * omega) / so;
      turned[i] = (float) (a * low.at(i) + b * high.at(i));
    }
    return Latent.of(turned);
  }

  /** Of each column of each channel with the other's. */
  private static double[] cosines(Latent low, Latent high, int height, int width) {
    double[] cosines = new double[low.size() / height];
    for (int column = 0; column < cosines.length; column++) {
      int top = column / width * height * width + column % width;
      double dot = 0;
      double lows = 0;
      double highs = 0;
      for (int y = 0; y < height; y++) {
        double a = low.at(top + y * width);
        double b = high.at(top + y * width);
        dot += a * b;
        lows += a * a;
        highs += b * b;
      }
      cosines[column] = Math.clamp(dot / Math.sqrt(lows * highs), -1, 1);
    }
    return cosines;
  }
}
