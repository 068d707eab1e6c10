package dev.darkroom.metrics.inception;

import dev.darkroom.image.Resize;
import dev.darkroom.image.Rgb;
import java.util.Locale;

/**
 * How pictures come to {@link Inception}. Each published tool has its own way, and their numbers
 * never compare.
 */
public enum InceptionInput {
  /** pytorch-fid: from 0 to 1, bilinear in F32 with half-pixel centres, then 2x - 1. */
  PYTORCH_FID {
    @Override
    float[] plane(float[] levels, int width, int height) {
      float[] unit = new float[levels.length];
      for (int p = 0; p < unit.length; p++) {
        unit[p] = levels[p] / 255;
      }
      float[] x = bilinear(unit, width, height, 0.5);
      for (int p = 0; p < x.length; p++) {
        x[p] = 2 * x[p] - 1;
      }
      return x;
    }
  },
  /** torch-fidelity: bilinear as TensorFlow 1 did, from the corner, then (x - 128) / 128. */
  TORCH_FIDELITY {
    @Override
    float[] plane(float[] levels, int width, int height) {
      return centred(bilinear(levels, width, height, 0));
    }
  },
  /** clean-fid: Pillow's bicubic filter on floats, unrounded, then (x - 128) / 128. */
  CLEAN_FID {
    @Override
    float[] plane(float[] levels, int width, int height) {
      return centred(
          Resize.plane(
              levels, width, height, Inception.SIDE, Inception.SIDE, Resize.Filter.BICUBIC));
    }
  };

  /** The name outside of Java, as in {@code pytorch_fid}. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * Writes a picture of any size.
   *
   * @param to written from {@code at}: (3, 299, 299)
   */
  public void write(Rgb picture, float[] to, int at) {
    byte[] data = picture.toBytes(); // (H, W, 3)
    int n = Inception.SIDE * Inception.SIDE;
    for (int c = 0; c < 3; c++) {
      float[] levels = new float[picture.width() * picture.height()];
      for (int p = 0; p < levels.length; p++) {
        levels[p] = data[3 * p + c] & 0xFF;
      }
      System.arraycopy(plane(levels, picture.width(), picture.height()), 0, to, at + c * n, n);
    }
  }

  /** One channel of levels 0 to 255 as the network takes it: (299, 299). */
  abstract float[] plane(float[] levels, int width, int height);

  private static float[] centred(float[] x) {
    for (int p = 0; p < x.length; p++) {
      x[p] = (x[p] - 128) / 128;
    }
    return x;
  }

  /**
   * Between the four nearest pixels, without widening where pictures shrink.
   *
   * @param center where in a pixel its value lies: 0.5 in the middle, 0 at the corner
   */
  private static float[] bilinear(float[] x, int width, int height, double center) {
    int side = Inception.SIDE;
    float[] y = new float[side * side];
    for (int row = 0; row < side; row++) {
      float v = source(row, height, center);
      int top = (int) v;
      int bottom = Math.min(top + 1, height - 1);
      float down = v - top;
      for (int column = 0; column < side; column++) {
        float u = source(column, width, center);
        int left = (int) u;
        int right = Math.min(left + 1, width - 1);
        float across = u - left;
        float upper = x[top * width + left] * (1 - across) + x[top * width + right] * across;
        float lower = x[bottom * width + left] * (1 - across) + x[bottom * width + right] * across;
        y[row * side + column] = upper * (1 - down) + lower * down;
      }
    }
    return y;
  }

  private static float source(int i, int size, double center) {
    double at = (i + center) * ((double) size / Inception.SIDE) - center;
    return (float) Math.max(at, 0);
  }
}
