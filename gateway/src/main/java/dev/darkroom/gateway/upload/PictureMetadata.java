package dev.darkroom.gateway.upload;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/**
 * Takes out of a picture file what says when, where, by whom and with what it was made; its pixels
 * and their colours stay bit by bit. How a JPEG is to be turned stays, and nothing else of its
 * EXIF. A file that does not have its format's form is left as it is: nobody will be able to read
 * it.
 */
final class PictureMetadata {
  /** Of PNG (ISO 15948 and its extensions): texts, EXIF, the time of the last change. */
  private static final Set<String> PNG_DROPPED = Set.of("tEXt", "zTXt", "iTXt", "eXIf", "tIME");

  private static final int PNG_SIGNATURE = 8;

  /** Of RIFF (RFC 9649). */
  private static final Set<String> WEBP_DROPPED = Set.of("EXIF", "XMP ");

  /** Of VP8X: that there is EXIF, or XMP. */
  private static final int WEBP_FLAGS = 0x08 | 0x04;

  private PictureMetadata() {}

  /** The file without them; the same array where there is none. */
  static byte[] without(byte[] file) {
    try {
      return switch (FileType.of(file)) {
        case PNG -> png(file);
        case JPEG -> JpegSegments.withoutMetadata(file);
        case WEBP -> webp(file);
        case ZIP, SAFETENSORS, UNKNOWN -> file;
      };
    } catch (IndexOutOfBoundsException _) {
      return file;
    }
  }

  /** Chunks: length, type, data, CRC. */
  private static byte[] png(byte[] png) {
    ByteBuffer file = ByteBuffer.wrap(png);
    ByteArrayOutputStream kept = new ByteArrayOutputStream(png.length);
    kept.write(png, 0, PNG_SIGNATURE);
    int at = PNG_SIGNATURE;
    while (at < png.length) {
      int length = file.getInt(at);
      int end = Math.addExact(at, 12) + length;
      if (length < 0 || end < at || end > png.length) {
        return png;
      }
      String type = text(file, at + 4);
      if (!PNG_DROPPED.contains(type)) {
        kept.write(png, at, end - at);
      }
      at = type.equals("IEND") ? png.length : end;
    }
    return smaller(kept, png);
  }

  /** Chunks: type, length, data, a byte more where that is odd. */
  private static byte[] webp(byte[] webp) {
    ByteBuffer file = ByteBuffer.wrap(webp).order(ByteOrder.LITTLE_ENDIAN);
    ByteArrayOutputStream kept = new ByteArrayOutputStream(webp.length);
    kept.write(webp, 0, 12);
    int at = 12;
    while (at + 8 <= webp.length) {
      int length = file.getInt(at + 4);
      int end = at + 8 + length + (length & 1);
      if (length < 0 || end < at || end > webp.length + 1) {
        return webp;
      }
      end = Math.min(end, webp.length);
      if (!WEBP_DROPPED.contains(text(file, at))) {
        kept.write(webp, at, end - at);
      }
      at = end;
    }
    byte[] less = smaller(kept, webp);
    if (at < webp.length || less.length == webp.length) {
      return webp;
    }
    ByteBuffer head = ByteBuffer.wrap(less).order(ByteOrder.LITTLE_ENDIAN);
    head.putInt(4, less.length - 8);
    if (less.length > 20 && text(head, 12).equals("VP8X")) {
      head.put(20, (byte) (head.get(20) & ~WEBP_FLAGS));
    }
    return less;
  }

  private static byte[] smaller(ByteArrayOutputStream kept, byte[] all) {
    return kept.size() == all.length ? all : kept.toByteArray();
  }

  private static String text(ByteBuffer file, int at) {
    byte[] four = new byte[4];
    file.get(at, four);
    return new String(four, StandardCharsets.ISO_8859_1);
  }
}
