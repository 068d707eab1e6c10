package dev.darkroom.image;

import static dev.darkroom.image.ImageException.Code.DAMAGED;
import static dev.darkroom.image.ImageException.Code.FORMAT_UNKNOWN;
import static dev.darkroom.image.ImageException.Code.TOO_LARGE;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.CRC32;

/** The frame of a PNG file: a signature, then chunks of length, type, data and CRC. */
final class PngChunks {
  private static final byte[] SIGNATURE = HexFormat.of().parseHex("89504e470d0a1a0a");
  private static final int FRAME = 12; // length, type, CRC

  /** Where the chunk after the header begins. */
  static final int AFTER_HEADER = 8 + FRAME + 13;

  private final ByteBuffer file;

  /** One chunk; {@code data} is a view. */
  record Chunk(String type, ByteBuffer data) {}

  private PngChunks(byte[] file, int offset) {
    this.file = ByteBuffer.wrap(file).position(offset);
  }

  /** The chunks after the header, of a file that {@link #check} has accepted. */
  static PngChunks afterHeader(byte[] file) {
    return new PngChunks(file, AFTER_HEADER);
  }

  /**
   * Accepts a file whose size is in the limits and whose chunks are whole up to the last, or
   * refuses it. Java's own reader fills what a cut file lacks with black and says nothing.
   */
  static void check(byte[] file, ImageLimits limits) {
    header(file, limits);
    PngChunks chunks = afterHeader(file);
    while (!chunks.next().type().equals("IEND")) {
      // next() refuses a chunk that is cut or changed, and ends with the file
    }
  }

  static boolean looksLike(byte[] file) {
    return file.length >= SIGNATURE.length
        && Arrays.equals(file, 0, SIGNATURE.length, SIGNATURE, 0, SIGNATURE.length);
  }

  private static void header(byte[] file, ImageLimits limits) {
    if (file.length > limits.maxBytes()) {
      throw new ImageException(
          TOO_LARGE,
          "the picture file has %d bytes: %d are allowed"
              .formatted(file.length, limits.maxBytes()));
    }
    if (file.length < AFTER_HEADER || !looksLike(file)) {
      throw new ImageException(FORMAT_UNKNOWN, "the picture is no PNG file: send a PNG");
    }
    Chunk header = new PngChunks(file, SIGNATURE.length).next();
    if (!header.type().equals("IHDR") || header.data().remaining() != 13) {
      throw new ImageException(DAMAGED, "the PNG file does not begin with its header");
    }
    long width = Integer.toUnsignedLong(header.data().getInt());
    long height = Integer.toUnsignedLong(header.data().getInt());
    if (width == 0 || height == 0) {
      throw new ImageException(DAMAGED, "the PNG file says it has no pixels");
    }
    if (width > limits.maxSide()
        || height > limits.maxSide()
        || width * height > limits.maxPixels()) {
      throw new ImageException(
          TOO_LARGE,
          "the picture is %dx%d: up to %d a side and %d pixels in all are allowed"
              .formatted(width, height, limits.maxSide(), limits.maxPixels()));
    }
  }

  boolean hasNext() {
    return file.hasRemaining();
  }

  /** The next chunk, its CRC checked. */
  Chunk next() {
    if (file.remaining() < FRAME) {
      throw new ImageException(DAMAGED, "the PNG file ends inside a chunk");
    }
    int length = file.getInt();
    if (length < 0 || length > file.remaining() - 8) {
      throw new ImageException(DAMAGED, "the PNG file ends inside a chunk");
    }
    CRC32 crc = new CRC32();
    crc.update(file.slice(file.position(), 4 + length));
    byte[] type = new byte[4];
    file.get(type);
    ByteBuffer data = file.slice(file.position(), length);
    file.position(file.position() + length);
    if (file.getInt() != (int) crc.getValue()) {
      throw new ImageException(DAMAGED, "a chunk of the PNG file does not match its CRC");
    }
    return new Chunk(new String(type, StandardCharsets.ISO_8859_1), data);
  }

  /** A whole chunk, ready to be written. */
  static byte[] chunk(String type, byte[] data) {
    ByteBuffer chunk = ByteBuffer.allocate(FRAME + data.length);
    chunk.putInt(data.length).put(type.getBytes(StandardCharsets.ISO_8859_1)).put(data);
    CRC32 crc = new CRC32();
    crc.update(chunk.slice(4, 4 + data.length));
    return chunk.putInt((int) crc.getValue()).array();
  }
}
