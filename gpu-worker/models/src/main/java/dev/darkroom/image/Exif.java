package dev.darkroom.image;

import java.io.ByteArrayOutputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Function;

/**
 * The EXIF field in which generation parameters are found by other programs, {@code UserComment},
 * in UTF-16 as the EXIF standard's "UNICODE" character code; and the one that says how a camera was
 * held.
 */
final class Exif {
  private static final int TAG_ORIENTATION = 0x0112;
  private static final int TAG_EXIF_DIRECTORY = 0x8769;
  private static final int TAG_USER_COMMENT = 0x9286;
  private static final int TYPE_LONG = 4;
  private static final int TYPE_UNDEFINED = 7;
  private static final int ENTRY = 12;
  private static final byte[] UNICODE = "UNICODE\0".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] ASCII = "ASCII\0\0\0".getBytes(StandardCharsets.US_ASCII);

  /** No directory of a camera has more entries. */
  private static final int MAX_ENTRIES = 512;

  private Exif() {}

  /** A TIFF structure with this comment and nothing else. */
  static byte[] ofComment(String comment) {
    byte[] text = comment.getBytes(StandardCharsets.UTF_16BE);
    int directory = 8;
    int exif = directory + 2 + ENTRY + 4;
    int value = exif + 2 + ENTRY + 4;
    ByteBuffer tiff =
        ByteBuffer.allocate(value + UNICODE.length + text.length).order(ByteOrder.BIG_ENDIAN);
    tiff.put((byte) 'M').put((byte) 'M').putShort((short) 42).putInt(directory);
    entry(tiff, TAG_EXIF_DIRECTORY, TYPE_LONG, 1, exif);
    entry(tiff, TAG_USER_COMMENT, TYPE_UNDEFINED, UNICODE.length + text.length, value);
    return tiff.put(UNICODE).put(text).array();
  }

  /** The comment in a TIFF structure; empty if there is none, or it is damaged. */
  static Optional<String> comment(byte[] tiff) {
    return read(
        tiff,
        buffer ->
            entry(buffer, buffer.getInt(4), TAG_EXIF_DIRECTORY)
                .flatMap(at -> entry(buffer, buffer.getInt(at + 8), TAG_USER_COMMENT))
                .map(at -> text(buffer, buffer.getInt(at + 8), buffer.getInt(at + 4))));
  }

  /**
   * How the picture is to be turned; not at all where a TIFF structure does not say, or is damaged.
   */
  static Orientation orientation(byte[] tiff) {
    return read(
            tiff,
            buffer ->
                entry(buffer, buffer.getInt(4), TAG_ORIENTATION)
                    .map(at -> Orientation.of(buffer.getShort(at + 8) & 0xFFFF)))
        .orElse(Orientation.TOP_LEFT);
  }

  private static <T> Optional<T> read(byte[] tiff, Function<ByteBuffer, Optional<T>> reader) {
    try {
      ByteBuffer buffer = ByteBuffer.wrap(tiff);
      short order = buffer.getShort();
      if (order != 0x4D4D && order != 0x4949) {
        return Optional.empty();
      }
      buffer.order(order == 0x4D4D ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
      return reader.apply(buffer);
    } catch (BufferUnderflowException | IndexOutOfBoundsException e) {
      return Optional.empty(); // cut short: a picture is no worse for a broken comment
    }
  }

  /** A directory of one entry. */
  private static void entry(ByteBuffer tiff, int tag, int type, int count, int value) {
    tiff.putShort((short) 1).putShort((short) tag).putShort((short) type);
    tiff.putInt(count).putInt(value).putInt(0); // no further directory
  }

  /** Where the entry with that tag begins. */
  private static Optional<Integer> entry(ByteBuffer tiff, int directory, int tag) {
    int entries = Math.min(MAX_ENTRIES, tiff.getShort(directory) & 0xFFFF);
    for (int i = 0; i < entries; i++) {
      int at = directory + 2 + i * ENTRY;
      if ((tiff.getShort(at) & 0xFFFF) == tag) {
        return Optional.of(at);
      }
    }
    return Optional.empty();
  }

  private static String text(ByteBuffer tiff, int at, int length) {
    if (at < 0 || length < UNICODE.length || length > tiff.capacity() - at) {
      throw new IndexOutOfBoundsException("the comment ends beyond the file");
    }
    byte[] value = new byte[length];
    tiff.get(at, value);
    byte[] text = Arrays.copyOfRange(value, UNICODE.length, length);
    if (Arrays.equals(value, 0, 8, UNICODE, 0, 8)) {
      return new String(
          text,
          tiff.order() == ByteOrder.BIG_ENDIAN
              ? StandardCharsets.UTF_16BE
              : StandardCharsets.UTF_16LE);
    }
    return new String(
            Arrays.equals(value, 0, 8, ASCII, 0, 8) ? text : value, StandardCharsets.UTF_8)
        .strip();
  }

  /** Bytes of both, one after the other. */
  static byte[] joined(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }
}
