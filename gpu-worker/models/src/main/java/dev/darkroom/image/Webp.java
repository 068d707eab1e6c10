package dev.darkroom.image;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Optional;

/**
 * WebP files (RFC 9649): written without loss, with a text in their EXIF block. Equal pictures and
 * texts give equal bytes.
 */
final class Webp {
  /** What 14 bits can say. */
  static final int MAX_SIDE = 1 << 14;

  private static final int HAS_EXIF = 0x08;
  private static final int HEAD = 8;

  private Webp() {}

  /**
   * The picture as a WebP file.
   *
   * @throws IllegalArgumentException if a side is longer than {@link #MAX_SIDE}
   */
  static byte[] encode(Rgb picture, String text) {
    if (Math.max(picture.width(), picture.height()) > MAX_SIDE) {
      throw new IllegalArgumentException(
          picture + " is too large for WebP: use at most " + MAX_SIDE + " a side");
    }
    ByteBuffer extended = ByteBuffer.allocate(10).order(ByteOrder.LITTLE_ENDIAN);
    extended.putInt(HAS_EXIF);
    int24(extended, picture.width() - 1);
    int24(extended, picture.height() - 1);
    byte[] body =
        Exif.joined(
            "WEBP".getBytes(ISO_8859_1),
            chunk("VP8X", extended.array()),
            chunk("VP8L", LosslessWebp.encode(picture)),
            chunk("EXIF", Exif.ofComment(text)));
    return chunk("RIFF", body);
  }

  /** Whether a file begins as a WebP does. */
  static boolean looksLike(byte[] file) {
    return file.length >= 12 && name(file, 0).equals("RIFF") && name(file, 8).equals("WEBP");
  }

  /** The text of a file; empty if there is none. */
  static Optional<String> text(byte[] file) {
    ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    long at = 12;
    while (at + HEAD <= file.length) {
      long length = Integer.toUnsignedLong(bytes.getInt((int) at + 4));
      long end = at + HEAD + length;
      if (end > file.length) {
        return Optional.empty();
      }
      if (name(file, (int) at).equals("EXIF")) {
        return Exif.comment(Arrays.copyOfRange(file, (int) at + HEAD, (int) end));
      }
      at = end + length % 2;
    }
    return Optional.empty();
  }

  private static String name(byte[] file, int at) {
    return new String(file, at, 4, ISO_8859_1);
  }

  private static byte[] chunk(String name, byte[] data) {
    ByteBuffer chunk =
        ByteBuffer.allocate(HEAD + data.length + data.length % 2).order(ByteOrder.LITTLE_ENDIAN);
    return chunk.put(name.getBytes(ISO_8859_1)).putInt(data.length).put(data).array();
  }

  private static void int24(ByteBuffer out, int value) {
    out.put((byte) value).put((byte) (value >> 8)).put((byte) (value >> 16));
  }
}
