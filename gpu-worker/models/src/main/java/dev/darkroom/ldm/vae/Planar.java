package dev.darkroom.ldm.vae;

import java.util.Arrays;

/** Some channels of some size on the host: a picture, a latent, or a tile of one. */
public final class Planar {
  private final int channels;
  private final int height;
  private final int width;
  private final float[] values; // (C, H, W)

  private Planar(int channels, int height, int width, float[] values) {
    this.channels = channels;
    this.height = height;
    this.width = width;
    this.values = values;
  }

  /** Channels over these values, (C, H, W), which the caller lets go of. */
  public static Planar of(int channels, int height, int width, float[] values) {
    if (values.length != (long) channels * height * width) {
      throw new IllegalArgumentException(
          "%d values are not %dx%dx%d".formatted(values.length, channels, height, width));
    }
    return new Planar(channels, height, width, values);
  }

  public int channels() {
    return channels;
  }

  public int height() {
    return height;
  }

  public int width() {
    return width;
  }

  /** A copy of the values, (C, H, W). */
  public float[] toArray() {
    return values.clone();
  }

  float at(int c, int y, int x) {
    return values[(c * height + y) * width + x];
  }

  void set(int c, int y, int x, float value) {
    values[(c * height + y) * width + x] = value;
  }

  /**
   * A copy of what lies within {@code h} rows and {@code w} columns from there, or what is left.
   */
  Planar cropped(int top, int left, int h, int w) {
    Planar part = empty(channels, Math.min(h, height - top), Math.min(w, width - left));
    for (int row = 0; row < channels * part.height; row++) {
      int c = row / part.height;
      int y = row % part.height;
      System.arraycopy(
          values, (c * height + top + y) * width + left, part.values, row * part.width, part.width);
    }
    return part;
  }

  /** Writes {@code part} over what lies there; what would lie outside is left out. */
  void paste(Planar part, int top, int left) {
    int w = Math.min(part.width, width - left);
    int h = Math.min(part.height, height - top);
    for (int c = 0; c < channels; c++) {
      for (int y = 0; y < h; y++) {
        System.arraycopy(
            part.values,
            (c * part.height + y) * part.width,
            values,
            (c * height + top + y) * width + left,
            w);
      }
    }
  }

  static Planar empty(int channels, int height, int width) {
    return new Planar(channels, height, width, new float[channels * height * width]);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Planar p
        && channels == p.channels
        && height == p.height
        && Arrays.equals(values, p.values);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(values);
  }

  @Override
  public String toString() {
    return "Planar[%d, %d, %d]".formatted(channels, height, width);
  }
}
