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
        case PNG -> png(ByteBuffer.wrap(file));
        case JPEG -> JpegSegments.withoutMetadata(file);
        case WEBP -> webp(ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN));
        case ZIP, SAFETENSORS, UNKNOWN -> file;
      };
    } catch (IndexOutOfBoundsException _) {
      return file;
    }
  }

  /** Chunks: length, type, data, CRC. */
  private static byte[] png(ByteBuffer file) {
    ByteArrayOutputStream kept = new ByteArrayOutputStream(file.limit());
    kept.write(file.array(), 0, PNG_SIGNATURE);
    int at = PNG_SIGNATURE;
    while (at < file.limit()) {
      int length = file.getInt(at);
      int end = Math.addExact(at, 12) + length;
      if (length < 0 || end < at || end > file.limit()) {
        return file.array();
      }
      String type = text(file, at + 4);
      if (!PNG_DROPPED.contains(type)) {
        kept.write(file.array(), at, end - at);
      }
      at = type.equals("IEND") ? file.limit() : end;
    }
    return smaller(kept, file.array());
  }

  /** Chunks: type, length, data, a byte more where that is odd. */
  private static byte[] webp(ByteBuffer file) {
    ByteArrayOutputStream kept = new ByteArrayOutputStream(file.limit());
    kept.write(file.array(), 0, 12);
    int at = 12;
    while (at + 8 <= file.limit()) {
      int length = file.getInt(at + 4);
      int end = at + 8 + length + (length & 1);
      if (length < 0 || end < at || end > file.limit() + 1) {
        return file.array();
      }
      end = Math.min(end, file.limit());
      if (!WEBP_DROPPED.contains(text(file, at))) {
        kept.write(file.array(), at, end - at);
      }
      at = end;
    }
    byte[] less = smaller(kept, file.array());
    if (at < file.limit() || less.length == file.limit()) {
      return file.array();
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
