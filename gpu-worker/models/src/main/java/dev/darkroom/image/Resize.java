package dev.darkroom.image;

import java.util.Arrays;

/**
 * Resampling by a filter that widens where pictures shrink, in whole numbers of 22 bits, first
 * along rows and then along columns: byte for byte what Pillow's {@code Image.resize} gives, on
 * which the published preprocessings stand.
 */
public final class Resize {
  /** Bits after the point of a weight; 8 are a pixel's, 2 are kept for the overshoot. */
  private static final int PRECISION = 32 - 8 - 2;

  private static final int HALF = 1 << (PRECISION - 1);

  /** A filter by its name in Pillow. */
  public enum Filter {
    BOX(0.5),
    BILINEAR(1),
    /** With a = -1/2 (Keys 1981). */
    BICUBIC(2),
    LANCZOS(3);

    private final double support;

    Filter(double support) {
      this.support = support;
    }

    private double weight(double x) {
      double d = Math.abs(x);
      return switch (this) {
        case BOX -> x > -0.5 && x <= 0.5 ? 1 : 0;
        case BILINEAR -> Math.max(0, 1 - d);
        case BICUBIC -> d < 1 ? (1.5 * d - 2.5) * d * d + 1 : d < 2 ? keysTail(d) : 0;
        case LANCZOS -> x >= -3 && x < 3 ? sinc(x) * sinc(x / 3) : 0;
      };
    }
  }

  /** The weights of one output pixel over input pixels from {@code first} on. */
  private static final class Window {
    private final int first;
    private final int[] weights;

    Window(int first, int[] weights) {
      this.first = first;
      this.weights = weights;
    }
  }

  /** As {@link Window}, before the weights are whole numbers. */
  private static final class Shares {
    private final int first;
    private final double[] shares;

    Shares(int first, double[] shares) {
      this.first = first;
      this.shares = shares;
    }
  }

  private Resize() {}

  /**
   * A picture at another size.
   *
   * @throws IllegalArgumentException if the size is empty
   */
  public static Rgb to(Rgb picture, int width, int height, Filter filter) {
    if (width < 1 || height < 1) {
      throw new IllegalArgumentException("size " + width + "x" + height + " is empty");
    }
    int w = picture.width();
    int h = picture.height();
    byte[] data = picture.toBytes();
    if (width != w) {
      data = rows(data, w, h, windows(w, width, filter));
    }
    if (height != h) {
      data = columns(data, width, windows(h, height, filter));
    }
    return Rgb.of(width, height, data);
  }

  /**
   * One channel of floats at another size, never rounded but to F32 between rows and columns:
   * Pillow's resampling of pictures in mode F.
   *
   * @param plane (h, w)
   * @return (height, width)
   */
  public static float[] plane(float[] plane, int w, int h, int width, int height, Filter filter) {
    float[] across = plane;
    if (width != w) {
      across = new float[width * h];
      Shares[] windows = shares(w, width, filter);
      for (int i = 0; i < across.length; i++) {
        across[i] = sum(plane, i / width * w, 1, windows[i % width]);
      }
    }
    if (height == h) {
      return across.clone();
    }
    float[] down = new float[width * height];
    Shares[] windows = shares(h, height, filter);
    for (int i = 0; i < down.length; i++) {
      down[i] = sum(across, i % width, width, windows[i / width]);
    }
    return down;
  }

  private static float sum(float[] plane, int at, int stride, Shares window) {
    double sum = 0;
    for (int k = 0; k < window.shares.length; k++) {
      sum += plane[at + (window.first + k) * stride] * window.shares[k];
    }
    return (float) sum;
  }

  private static Window[] windows(int in, int out, Filter filter) {
    return Arrays.stream(shares(in, out, filter))
        .map(s -> new Window(s.first, fixed(s.shares)))
        .toArray(Window[]::new);
  }

  private static Shares[] shares(int in, int out, Filter filter) {
    double scale = (double) in / out;
    double widened = Math.max(1, scale);
    double support = filter.support * widened;
    Shares[] windows = new Shares[out];
    for (int i = 0; i < out; i++) {
      double center = (i + 0.5) * scale;
      int first = Math.max(0, (int) (center - support + 0.5));
      int end = Math.min(in, (int) (center + support + 0.5));
      double[] weights = new double[end - first];
      double sum = 0;
      for (int k = 0; k < weights.length; k++) {
        weights[k] = filter.weight((k + first - center + 0.5) * (1 / widened));
        sum += weights[k];
      }
      for (int k = 0; k < weights.length && sum != 0; k++) {
        weights[k] *= 1 / sum;
      }
      windows[i] = new Shares(first, weights);
    }
    return windows;
  }

  private static int[] fixed(double[] shares) {
    int[] fixed = new int[shares.length];
    for (int k = 0; k < fixed.length; k++) {
      fixed[k] = (int) (shares[k] * (1 << PRECISION) + (shares[k] < 0 ? -0.5 : 0.5));
    }
    return fixed;
  }

  private static byte[] rows(byte[] data, int width, int height, Window[] windows) {
    byte[] out = new byte[3 * windows.length * height];
    for (int y = 0, at = 0; y < height; y++) {
      for (Window window : windows) {
        for (int c = 0; c < 3; c++) {
          out[at++] = sum(data, 3 * (y * width + window.first) + c, 3, window.weights);
        }
      }
    }
    return out;
  }

  private static byte[] columns(byte[] data, int width, Window[] windows) {
    int stride = 3 * width;
    byte[] out = new byte[stride * windows.length];
    int at = 0;
    for (Window window : windows) {
      for (int x = 0; x < stride; x++) {
        out[at++] = sum(data, window.first * stride + x, stride, window.weights);
      }
    }
    return out;
  }

  private static byte sum(byte[] data, int at, int stride, int[] weights) {
    int sum = HALF;
    for (int k = 0; k < weights.length; k++) {
      sum += (data[at + k * stride] & 0xFF) * weights[k];
    }
    return (byte) Math.clamp(sum >> PRECISION, 0, 255);
  }

  private static double keysTail(double d) {
    return (((d - 5) * d + 8) * d - 4) * -0.5;
  }

  private static double sinc(double x) {
    return x == 0 ? 1 : Math.sin(x * Math.PI) / (x * Math.PI);
  }
}
