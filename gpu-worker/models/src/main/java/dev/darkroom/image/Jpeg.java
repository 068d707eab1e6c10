package dev.darkroom.image;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** JPEG files with a text in their EXIF block. Equal pictures and texts give equal bytes. */
final class Jpeg {
  private static final int MARKER_EXIF = 0xFFE1;
  private static final int MARKER_SCAN = 0xFFDA;
  private static final byte[] EXIF = "Exif\0\0".getBytes(ISO_8859_1);

  /** What the two bytes of a segment's length can say. */
  private static final int MAX_SEGMENT = 0xFFFF;

  private Jpeg() {}

  /**
   * The picture as a JPEG file.
   *
   * @param quality 0 to 1
   * @param text left out if it is longer than a segment of the format
   */
  static byte[] encode(Rgb picture, float quality, String text) {
    byte[] plain = encode(picture, quality);
    byte[] tiff = Exif.ofComment(text);
    int length = 2 + EXIF.length + tiff.length;
    if (length > MAX_SEGMENT) {
      return plain;
    }
    byte[] head =
        ByteBuffer.allocate(4).putShort((short) MARKER_EXIF).putShort((short) length).array();
    return Exif.joined(
        Arrays.copyOf(plain, 2), head, EXIF, tiff, Arrays.copyOfRange(plain, 2, plain.length));
  }

  /** The text of a file; empty if there is none. */
  static Optional<String> text(byte[] file) {
    return exif(file).flatMap(Exif::comment);
  }

  /** How a file's pixels are to be turned. */
  static Orientation orientation(byte[] file) {
    return exif(file).map(Exif::orientation).orElse(Orientation.TOP_LEFT);
  }

  /** The TIFF structure of its first EXIF block. */
  private static Optional<byte[]> exif(byte[] file) {
    ByteBuffer bytes = ByteBuffer.wrap(file);
    int at = 2;
    while (at + 4 <= file.length) {
      int marker = bytes.getShort(at) & 0xFFFF;
      int length = bytes.getShort(at + 2) & 0xFFFF;
      if (marker < 0xFF00 || marker == MARKER_SCAN || length < 2) {
        return Optional.empty();
      }
      int end = at + 2 + length;
      int from = at + 4 + EXIF.length;
      if (marker == MARKER_EXIF
          && from <= end
          && end <= file.length
          && Arrays.equals(file, at + 4, from, EXIF, 0, EXIF.length)) {
        return Optional.of(Arrays.copyOfRange(file, from, end));
      }
      at = end;
    }
    return Optional.empty();
  }

  private static byte[] encode(Rgb picture, float quality) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    try (var out = new MemoryCacheImageOutputStream(bytes)) {
      ImageWriteParam param = writer.getDefaultWriteParam();
      param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
      param.setCompressionQuality(quality);
      writer.setOutput(out);
      writer.write(null, new IIOImage(picture.toBufferedImage(), null, null), param);
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory failed", e);
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }
}
