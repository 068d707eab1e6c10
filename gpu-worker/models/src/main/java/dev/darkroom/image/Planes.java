package dev.darkroom.image;

import java.util.Arrays;

/** Pictures as networks see them: three planes of floats from -1 to 1. */
public final class Planes {
  private Planes() {}

  /**
   * Writes a picture as planes.
   *
   * @param rgb pixels {@code 0xRRGGBB}, row by row
   * @param planes written from {@code at}: (3, H, W)
   */
  public static void write(int[] rgb, float[] planes, int at) {
    int n = rgb.length;
    for (int p = 0; p < n; p++) {
      planes[at + p] = ((rgb[p] >> 16) & 0xFF) / 127.5f - 1;
      planes[at + n + p] = ((rgb[p] >> 8) & 0xFF) / 127.5f - 1;
      planes[at + 2 * n + p] = (rgb[p] & 0xFF) / 127.5f - 1;
    }
  }

  /** The planes of one picture: (3, H, W). */
  public static float[] of(Rgb picture) {
    int[] rgb = new int[picture.width() * picture.height()];
    Arrays.setAll(rgb, i -> picture.at(i % picture.width(), i / picture.width()));
    float[] planes = new float[3 * rgb.length];
    write(rgb, planes, 0);
    return planes;
  }

  /**
   * Reads a picture from planes; values are clamped, and rounded half to even.
   *
   * @param planes read from {@code at}: (3, H, W)
   * @return pixels {@code 0xRRGGBB}, row by row
   */
  public static int[] read(float[] planes, int at, int width, int height) {
    int n = width * height;
    int[] rgb = new int[n];
    for (int p = 0; p < n; p++) {
      rgb[p] =
          level(planes[at + p]) << 16
              | level(planes[at + n + p]) << 8
              | level(planes[at + 2 * n + p]);
    }
    return rgb;
  }

  private static int level(float x) {
    return (int) Math.rint(Math.clamp(x / 2 + 0.5f, 0f, 1f) * 255);
  }
}
