package dev.darkroom.image;

/**
 * The lossless bit stream of WebP (RFC 9649, section 3): green is taken from red and blue, each
 * pixel is told as its difference from a neighbour, and the differences are Huffman-coded.
 */
final class LosslessWebp {
  private static final int SIGNATURE = 0x2F;
  private static final int TRANSFORM_PREDICTOR = 0;
  private static final int TRANSFORM_SUBTRACT_GREEN = 2;

  /** The predictor that takes whichever of left and top neighbour is nearer to their plane. */
  private static final int SELECT = 11;

  /** Side of the blocks that choose a predictor, as a power of two: the largest there is. */
  private static final int BLOCK_BITS = 9;

  private static final int LENGTH_SYMBOLS = 24;
  private static final int DISTANCE_SYMBOLS = 40;
  private static final int LEVELS = 256;

  private LosslessWebp() {}

  /** The stream of a picture of up to 16384 pixels a side. */
  static byte[] encode(Rgb picture) {
    int w = picture.width();
    int h = picture.height();
    BitWriter out = new BitWriter();
    out.write(SIGNATURE, 8).write(w - 1, 14).write(h - 1, 14);
    out.write(0, 1).write(0, 3); // no transparency, version 0
    out.write(1, 1).write(TRANSFORM_SUBTRACT_GREEN, 2);
    out.write(1, 1).write(TRANSFORM_PREDICTOR, 2).write(BLOCK_BITS - 2, 3);
    onePredictor(out);
    out.write(0, 1); // no more transforms
    out.write(0, 1); // no colour cache
    out.write(0, 1); // one group of codes for the whole picture
    pixels(residuals(greenTaken(picture), w, h), out);
    return out.toBytes();
  }

  /** A picture of predictors, all the same: its codes have one symbol, so no pixel takes a bit. */
  private static void onePredictor(BitWriter out) {
    out.write(0, 1); // no colour cache
    int[] symbols = {SELECT, 0, 0, LEVELS - 1, 0};
    for (int i = 0; i < symbols.length; i++) {
      int[] counts = new int[alphabet(i)];
      counts[symbols[i]] = 1;
      PrefixCode.of(counts).describe(out);
    }
  }

  private static void pixels(int[] rgb, BitWriter out) {
    int[][] counts = new int[5][];
    for (int i = 0; i < counts.length; i++) {
      counts[i] = new int[alphabet(i)];
    }
    for (int pixel : rgb) {
      counts[0][pixel >> 8 & 0xFF]++;
      counts[1][pixel >> 16 & 0xFF]++;
      counts[2][pixel & 0xFF]++;
    }
    PrefixCode[] codes = new PrefixCode[counts.length]; // green, red, blue, alpha, distance
    for (int i = 0; i < codes.length; i++) {
      codes[i] = PrefixCode.of(counts[i]);
      codes[i].describe(out);
    }
    for (int pixel : rgb) {
      codes[0].write(pixel >> 8 & 0xFF, out);
      codes[1].write(pixel >> 16 & 0xFF, out);
      codes[2].write(pixel & 0xFF, out);
    }
  }

  /** Green counts lengths too. */
  private static int alphabet(int code) {
    return switch (code) {
      case 0 -> LEVELS + LENGTH_SYMBOLS;
      case 4 -> DISTANCE_SYMBOLS;
      default -> LEVELS;
    };
  }

  private static int[] greenTaken(Rgb picture) {
    int w = picture.width();
    int[] rgb = new int[w * picture.height()];
    for (int i = 0; i < rgb.length; i++) {
      int pixel = picture.at(i % w, i / w);
      int green = pixel >> 8 & 0xFF;
      rgb[i] = minus(pixel, green << 16 | green);
    }
    return rgb;
  }

  /** Differences from what is predicted: black first, the left pixel above, the top one at left. */
  private static int[] residuals(int[] rgb, int w, int h) {
    int[] residuals = new int[w * h];
    for (int i = 0; i < residuals.length; i++) {
      int predicted;
      if (i == 0) {
        predicted = 0;
      } else if (i < w) {
        predicted = rgb[i - 1];
      } else if (i % w == 0) {
        predicted = rgb[i - w];
      } else {
        predicted = select(rgb[i - 1], rgb[i - w], rgb[i - w - 1]);
      }
      residuals[i] = minus(rgb[i], predicted);
    }
    return residuals;
  }

  private static int select(int left, int top, int topLeft) {
    int fromLeft = 0;
    int fromTop = 0;
    for (int shift = 0; shift < 24; shift += 8) {
      int corner = topLeft >> shift & 0xFF;
      fromLeft += Math.abs((top >> shift & 0xFF) - corner);
      fromTop += Math.abs((left >> shift & 0xFF) - corner);
    }
    return fromLeft < fromTop ? left : top;
  }

  /** Each channel for itself, modulo 256. */
  private static int minus(int a, int b) {
    int red = (a >> 16) - (b >> 16) & 0xFF;
    int green = (a >> 8 & 0xFF) - (b >> 8 & 0xFF) & 0xFF;
    int blue = (a & 0xFF) - (b & 0xFF) & 0xFF;
    return red << 16 | green << 8 | blue;
  }
}
