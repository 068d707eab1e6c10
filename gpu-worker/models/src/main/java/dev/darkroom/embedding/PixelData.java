package dev.darkroom.embedding;

import dev.darkroom.image.Rgb;
import dev.darkroom.weights.WeightsException;
import dev.darkroom.weights.WeightsException.Code;
import java.io.ByteArrayOutputStream;
import java.util.Optional;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * Bytes in the pixels of a picture as A1111 hides them: compressed, then cut into nibbles, which
 * are the low four bits of red, green and blue. The low nibbles stand in a block at the left edge,
 * the high ones in a block at the right; a black column parts each from the picture. Nibbles are
 * mixed with a fixed sequence, so that no column of a block looks black.
 */
final class PixelData {
  private static final int NIBBLE = 0xF;

  /** Keeps every value of a block above black, so that no border of it is taken for a margin. */
  private static final int SHADE = 0x40;

  /** What is left of a picture without its black margins. */
  private record Frame(Rgb picture, int left, int top, int right, int bottom) {
    int height() {
      return bottom - top;
    }

    int nibble(int x, int y, int channel) {
      return picture.at(x, y) >> (16 - 8 * channel) & NIBBLE;
    }

    boolean isBlack(int x) {
      for (int y = top; y < bottom; y++) {
        if ((picture.at(x, y) & 0x0F0F0F) != 0) {
          return false;
        }
      }
      return true;
    }
  }

  private PixelData() {}

  /**
   * The bytes in a picture; empty if it has no such blocks.
   *
   * @throws WeightsException if the blocks hold no compressed bytes, or too many
   */
  static Optional<byte[]> extract(Rgb picture) {
    Frame frame = frame(picture);
    int first = frame.left();
    while (first < frame.right() && !frame.isBlack(first)) {
      first++;
    }
    int last = frame.right() - 1;
    while (last > first && !frame.isBlack(last)) {
      last--;
    }
    int width = first - frame.left();
    if (width < 1 || last <= first || frame.right() - last - 1 != width) {
      return Optional.empty();
    }
    byte[] low = nibbles(frame, frame.left(), width);
    byte[] high = nibbles(frame, last + 1, width);
    for (int i = 0; i < low.length; i++) {
      low[i] |= (byte) (high[i] << 4);
    }
    return Optional.of(inflated(low));
  }

  /** A picture between two blocks that hold these bytes. */
  static Rgb insert(Rgb picture, byte[] data) {
    byte[] packed = deflated(data);
    int height = picture.height();
    int block = Math.ceilDiv(packed.length + 1, 3 * height); // columns
    int width = picture.width() + 2 * block + 2;
    int[] pixels = new int[width * height];
    int[] mask = mask(3 * block * height);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < block; x++) {
        int at = 3 * (y * block + x);
        pixels[y * width + x] = pixel(packed, mask, at, 0);
        pixels[y * width + width - block + x] = pixel(packed, mask, at, 4);
      }
      for (int x = 0; x < picture.width(); x++) {
        pixels[y * width + block + 1 + x] = picture.at(x, y);
      }
    }
    return Rgb.ofPixels(width, height, pixels);
  }

  /** Three values of a block, from {@code at} on; after the end the bytes begin anew. */
  private static int pixel(byte[] packed, int[] mask, int at, int shift) {
    int pixel = 0;
    for (int i = at; i < at + 3; i++) {
      int nibble = packed[i % packed.length] >> shift & NIBBLE;
      pixel = pixel << 8 | SHADE | (nibble ^ mask[i]);
    }
    return pixel;
  }

  private static byte[] nibbles(Frame frame, int left, int width) {
    byte[] nibbles = new byte[3 * width * frame.height()];
    int[] mask = mask(nibbles.length);
    int at = 0;
    for (int y = frame.top(); y < frame.bottom(); y++) {
      for (int x = left; x < left + width; x++) {
        for (int channel = 0; channel < 3; channel++) {
          nibbles[at] = (byte) (frame.nibble(x, y, channel) ^ mask[at]);
          at++;
        }
      }
    }
    return nibbles;
  }

  /** x ← 1664525·x + 1013904223 mod 2³² from x = 0; each step gives 15 &amp; (x mod 255). */
  private static int[] mask(int length) {
    int[] mask = new int[length];
    int x = 0;
    for (int i = 0; i < length; i++) {
      x = 1664525 * x + 1013904223;
      mask[i] = NIBBLE & Integer.remainderUnsigned(x, 255);
    }
    return mask;
  }

  private static Frame frame(Rgb picture) {
    int left = picture.width();
    int right = 0;
    int top = picture.height();
    int bottom = 0;
    for (int y = 0; y < picture.height(); y++) {
      for (int x = 0; x < picture.width(); x++) {
        int pixel = picture.at(x, y);
        if ((pixel & 0xFF0000) != 0 && (pixel & 0xFF00) != 0 && (pixel & 0xFF) != 0) {
          left = Math.min(left, x);
          right = Math.max(right, x + 1);
          top = Math.min(top, y);
          bottom = Math.max(bottom, y + 1);
        }
      }
    }
    return new Frame(picture, Math.min(left, right), Math.min(top, bottom), right, bottom);
  }

  private static byte[] deflated(byte[] data) {
    Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION);
    try {
      deflater.setInput(data);
      deflater.finish();
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      byte[] chunk = new byte[1 << 16];
      while (!deflater.finished()) {
        out.write(chunk, 0, deflater.deflate(chunk));
      }
      return out.toByteArray();
    } finally {
      deflater.end();
    }
  }

  private static byte[] inflated(byte[] packed) {
    Inflater inflater = new Inflater();
    try {
      inflater.setInput(packed);
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      byte[] chunk = new byte[1 << 16];
      while (!inflater.finished()) {
        int count = inflater.inflate(chunk);
        if (count == 0) {
          throw EmbeddingReader.invalid("the data in the picture's pixels ends too early");
        }
        out.write(chunk, 0, count);
        if (out.size() > EmbeddingJson.MAX_BYTES) {
          throw new WeightsException(
              Code.LIMIT_EXCEEDED,
              "the data in the picture's pixels is longer than %d bytes"
                  .formatted(EmbeddingJson.MAX_BYTES));
        }
      }
      return out.toByteArray();
    } catch (DataFormatException e) {
      throw EmbeddingReader.invalid("the picture's pixels hold no embedding: " + e.getMessage());
    } finally {
      inflater.end();
    }
  }
}
