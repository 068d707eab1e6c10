package dev.darkroom.image;

import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.IndexColorModel;
import java.util.Arrays;

/** A picture of 8-bit red, green and blue: an immutable value, equal where all pixels are. */
public final class Rgb {
  private final int width;
  private final int height;
  private final byte[] data; // (H, W, 3)

  private Rgb(int width, int height, byte[] data) {
    this.width = width;
    this.height = height;
    this.data = data;
  }

  /**
   * A picture of a copy of these bytes.
   *
   * @param data (H, W, 3): rows from the top, pixels from the left, red, green, blue
   * @throws IllegalArgumentException if there are not {@code width * height * 3} bytes
   */
  public static Rgb of(int width, int height, byte[] data) {
    if (width < 1 || height < 1 || data.length != 3L * width * height) {
      throw new IllegalArgumentException(
          "%d bytes are no %dx%d picture of 3 bytes a pixel".formatted(data.length, width, height));
    }
    return new Rgb(width, height, data.clone());
  }

  /**
   * A picture of these pixels.
   *
   * @param rgb {@code 0xRRGGBB}, row by row
   * @throws IllegalArgumentException if there are not {@code width * height} of them
   */
  public static Rgb ofPixels(int width, int height, int[] rgb) {
    byte[] data = new byte[3 * rgb.length];
    for (int i = 0; i < rgb.length; i++) {
      data[3 * i] = (byte) (rgb[i] >> 16);
      data[3 * i + 1] = (byte) (rgb[i] >> 8);
      data[3 * i + 2] = (byte) rgb[i];
    }
    return of(width, height, data);
  }

  /** The colours of any Java2D picture; transparency is dropped. */
  public static Rgb of(BufferedImage image) {
    int w = image.getWidth();
    int h = image.getHeight();
    byte[] data = new byte[Math.multiplyExact(3, Math.multiplyExact(w, h))];
    int[] row = new int[w];
    for (int y = 0, at = 0; y < h; y++) {
      readRow(image, y, row);
      for (int pixel : row) {
        data[at++] = (byte) (pixel >> 16);
        data[at++] = (byte) (pixel >> 8);
        data[at++] = (byte) pixel;
      }
    }
    return new Rgb(w, h, data);
  }

  public int width() {
    return width;
  }

  public int height() {
    return height;
  }

  /** The pixel's colour as {@code 0xRRGGBB}; x counts from the left, y from the top. */
  public int at(int x, int y) {
    if (x < 0 || x >= width) {
      throw new IndexOutOfBoundsException("x " + x + " is not in 0 … " + (width - 1));
    }
    int i = 3 * (y * width + x);
    return (data[i] & 0xFF) << 16 | (data[i + 1] & 0xFF) << 8 | (data[i + 2] & 0xFF);
  }

  /** A copy of the bytes, (H, W, 3). */
  public byte[] toBytes() {
    return data.clone();
  }

  public BufferedImage toBufferedImage() {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    int[] row = new int[width];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        row[x] = at(x, y);
      }
      image.setRGB(0, y, width, 1, row, 0, width);
    }
    return image;
  }

  /** The picture at half its size, each pixel the rounded mean of up to four; never below 1×1. */
  public Rgb halved() {
    int w = (width + 1) / 2;
    int h = (height + 1) / 2;
    byte[] half = new byte[3 * w * h];
    for (int y = 0, at = 0; y < h; y++) {
      int y1 = Math.min(2 * y + 1, height - 1);
      for (int x = 0; x < w; x++) {
        int x1 = Math.min(2 * x + 1, width - 1);
        for (int c = 0; c < 3; c++) {
          int sum =
              part(2 * x, 2 * y, c) + part(x1, 2 * y, c) + part(2 * x, y1, c) + part(x1, y1, c);
          half[at++] = (byte) ((sum + 2) / 4);
        }
      }
    }
    return new Rgb(w, h, half);
  }

  /**
   * The part of this picture whose upper left corner lies at (x, y).
   *
   * @throws IllegalArgumentException if it is empty or reaches beyond the picture
   */
  public Rgb cropped(int x, int y, int w, int h) {
    if (x < 0 || y < 0 || w < 1 || h < 1 || w > width - x || h > height - y) {
      throw new IllegalArgumentException(
          "%dx%d at (%d, %d) is no part of %s".formatted(w, h, x, y, this));
    }
    byte[] part = new byte[3 * w * h];
    for (int row = 0; row < h; row++) {
      System.arraycopy(data, 3 * ((y + row) * width + x), part, 3 * row * w, 3 * w);
    }
    return new Rgb(w, h, part);
  }

  /** The largest square in its middle; the odd pixel is left out at the right or below. */
  public Rgb centerSquare() {
    int side = Math.min(width, height);
    return cropped((width - side) / 2, (height - side) / 2, side, side);
  }

  /** Left and right exchanged. */
  public Rgb mirrored() {
    byte[] mirror = new byte[data.length];
    for (int i = 0; i < width * height; i++) {
      int from = i / width * width + width - 1 - i % width;
      System.arraycopy(data, 3 * from, mirror, 3 * i, 3);
    }
    return new Rgb(width, height, mirror);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Rgb o
        && width == o.width
        && height == o.height
        && Arrays.equals(data, o.data);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * width + height) + Arrays.hashCode(data);
  }

  @Override
  public String toString() {
    return "Rgb[" + width + "x" + height + "]";
  }

  private static void readRow(BufferedImage image, int y, int[] row) {
    ColorModel colors = image.getColorModel();
    if (colors.getNumColorComponents() != 1 || colors instanceof IndexColorModel) {
      image.getRGB(0, y, row.length, 1, row, 0, row.length);
      return;
    }
    // Java2D takes gray for linear light and would brighten it; files mean sRGB.
    image.getRaster().getSamples(0, y, row.length, 1, 0, row);
    int max = (1 << colors.getComponentSize(0)) - 1;
    for (int x = 0; x < row.length; x++) {
      row[x] = (row[x] * 255 + max / 2) / max * 0x010101;
    }
  }

  private int part(int x, int y, int channel) {
    return data[3 * (y * width + x) + channel] & 0xFF;
  }
}
