package dev.darkroom.ldm;

import dev.darkroom.ldm.sampler.Latent;
import dev.darkroom.model.Size;

/** Latents at another size, each channel by itself. */
final class Enlarging {
  private Enlarging() {}

  /** Every value of the result is the one it falls on. */
  static Latent nearest(Latent z, Size from, Size to) { // (C, h, w)
    int area = to.width() * to.height();
    float[] values = new float[channels(z, from) * area];
    for (int i = 0; i < values.length; i++) {
      int x = i % to.width() * from.width() / to.width();
      int y = i / to.width() % to.height() * from.height() / to.height();
      values[i] = z.at(at(i / area, x, y, from));
    }
    return Latent.of(values);
  }

  /** Every value of the result lies between the four around it; pixels are areas, not points. */
  static Latent bilinear(Latent z, Size from, Size to) { // (C, h, w)
    int area = to.width() * to.height();
    float[] values = new float[channels(z, from) * area];
    for (int i = 0; i < values.length; i++) {
      double x = source(i % to.width(), from.width(), to.width());
      double y = source(i / to.width() % to.height(), from.height(), to.height());
      int left = (int) x;
      int top = (int) y;
      int right = Math.min(left + 1, from.width() - 1);
      int bottom = Math.min(top + 1, from.height() - 1);
      int c = i / area;
      double above = between(z.at(at(c, left, top, from)), z.at(at(c, right, top, from)), x - left);
      double below =
          between(z.at(at(c, left, bottom, from)), z.at(at(c, right, bottom, from)), x - left);
      values[i] = (float) between(above, below, y - top);
    }
    return Latent.of(values);
  }

  private static int channels(Latent z, Size size) {
    return z.size() / (size.width() * size.height());
  }

  private static int at(int channel, int x, int y, Size size) {
    return (channel * size.height() + y) * size.width() + x;
  }

  private static double source(int i, int in, int out) {
    return Math.max(0, (i + 0.5) * in / out - 0.5);
  }

  private static double between(double a, double b, double share) {
    return a + share * (b - a);
  }
}
