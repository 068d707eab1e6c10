package dev.darkroom.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.imageio.ImageIO;

/** Files as clients send them: honest ones, telling ones, and bombs. */
final class Specimens {
  /** What a telling one tells. */
  static final String SECRET = "48 degrees north";

  private Specimens() {}

  /** An archive of these files. */
  static byte[] zip(Map<String, byte[]> files) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (Map.Entry<String, byte[]> file : files.entrySet()) {
        zip.putNextEntry(new ZipEntry(file.getKey()));
        zip.write(file.getValue());
        zip.closeEntry();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** A small one, whose pixels all differ. */
  static byte[] picture(String format) {
    BufferedImage image = new BufferedImage(24, 16, BufferedImage.TYPE_INT_RGB);
    for (int x = 0; x < 24; x++) {
      for (int y = 0; y < 16; y++) {
        image.setRGB(x, y, x * 10 << 16 | y * 15 << 8 | 40);
      }
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      assertThat(ImageIO.write(image, format, bytes)).isTrue();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** A real PNG: side × side pixels of one bit, all black. */
  static byte[] pngBomb(int side) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (DeflaterOutputStream deflated = new DeflaterOutputStream(packed)) {
      byte[] row = new byte[1 + (side + 7) / 8];
      for (int y = 0; y < side; y++) {
        deflated.write(row);
      }
    }
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    png.write("\u0089PNG\r\n\u001a\n".getBytes(StandardCharsets.ISO_8859_1));
    byte[] header = ByteBuffer.allocate(13).putInt(side).putInt(side).put((byte) 1).array();
    chunk(png, "IHDR", header);
    chunk(png, "IDAT", packed.toByteArray());
    chunk(png, "IEND", new byte[0]);
    return png.toByteArray();
  }

  /** The PNG with a text behind its header. */
  static byte[] withText(byte[] png) throws IOException {
    ByteArrayOutputStream with = new ByteArrayOutputStream();
    with.write(png, 0, 33);
    chunk(with, "tEXt", ("Where\0" + SECRET).getBytes(StandardCharsets.ISO_8859_1));
    with.write(png, 33, png.length - 33);
    return with.toByteArray();
  }

  private static void chunk(ByteArrayOutputStream png, String type, byte[] data)
      throws IOException {
    byte[] name = type.getBytes(StandardCharsets.ISO_8859_1);
    CRC32 crc = new CRC32();
    crc.update(name);
    crc.update(data);
    DataOutputStream out = new DataOutputStream(png);
    out.writeInt(data.length);
    out.write(name);
    out.write(data);
    out.writeInt((int) crc.getValue());
  }

  /** The JPEG with a camera's segment, which says how it is to be turned, and where it was made. */
  static byte[] withExif(byte[] jpeg, int orientation) {
    byte[] where = SECRET.getBytes(StandardCharsets.ISO_8859_1);
    ByteBuffer exif = ByteBuffer.allocate(32 + where.length).order(ByteOrder.LITTLE_ENDIAN);
    exif.put("Exif\0\0II*\0".getBytes(StandardCharsets.ISO_8859_1)).putInt(8).putShort((short) 1);
    exif.putShort((short) 0x0112).putShort((short) 3).putInt(1).putShort((short) orientation);
    exif.putShort((short) 0).put(where);
    ByteBuffer with = ByteBuffer.allocate(jpeg.length + 4 + exif.capacity());
    with.put(jpeg, 0, 2).putShort((short) 0xFFE1).putShort((short) (exif.capacity() + 2));
    return with.put(exif.array()).put(jpeg, 2, jpeg.length - 2).array();
  }

  /** An extended WebP of side × side pixels, whose EXIF is this. */
  static byte[] webp(int side, byte[] exif) {
    int padded = exif.length + (exif.length & 1);
    ByteBuffer file = ByteBuffer.allocate(12 + 18 + 8 + padded).order(ByteOrder.LITTLE_ENDIAN);
    file.put(latin("RIFF")).putInt(file.capacity() - 8).put(latin("WEBP"));
    file.put(latin("VP8X")).putInt(10).putInt(8);
    file.put((byte) (side - 1)).put((byte) (side - 1 >> 8)).put((byte) (side - 1 >> 16));
    file.put((byte) (side - 1)).put((byte) (side - 1 >> 8)).put((byte) (side - 1 >> 16));
    return file.put(latin("EXIF")).putInt(exif.length).put(exif).array();
  }

  private static byte[] latin(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
