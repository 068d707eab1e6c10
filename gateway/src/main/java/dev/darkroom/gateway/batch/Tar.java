package dev.darkroom.gateway.batch;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The parts of a tar file beside its files' bytes (POSIX.1-2001, pax): names of any length, files
 * of any size.
 */
public final class Tar {
  private static final int BLOCK = 512;
  private static final int MAX_NAME = 100;
  private static final long MAX_OCTAL = 0_77777777777L;

  private Tar() {}

  /** What stands before a file's bytes. */
  public static byte[] header(String name, long size, long seconds) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(3 * BLOCK);
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    if (bytes.length > MAX_NAME || bytes.length != name.length() || size > MAX_OCTAL) {
      byte[] pax =
          (record("path", name) + record("size", Long.toString(size)))
              .getBytes(StandardCharsets.UTF_8);
      out.writeBytes(block("pax".getBytes(StandardCharsets.US_ASCII), pax.length, seconds, 'x'));
      out.writeBytes(pax);
      out.writeBytes(padding(pax.length));
    }
    out.writeBytes(
        block(
            bytes.length > MAX_NAME ? Arrays.copyOf(bytes, MAX_NAME) : bytes,
            Math.min(size, MAX_OCTAL),
            seconds,
            '0'));
    return out.toByteArray();
  }

  /** What stands behind a file's bytes. */
  public static byte[] padding(long size) {
    return new byte[(int) ((BLOCK - size % BLOCK) % BLOCK)];
  }

  /** The end of all. */
  public static byte[] end() {
    return new byte[2 * BLOCK];
  }

  private static byte[] block(byte[] name, long size, long seconds, char type) {
    byte[] block = new byte[BLOCK];
    System.arraycopy(name, 0, block, 0, name.length);
    octal(block, 100, 8, 0_644);
    octal(block, 108, 8, 0);
    octal(block, 116, 8, 0);
    octal(block, 124, 12, size);
    octal(block, 136, 12, seconds);
    Arrays.fill(block, 148, 156, (byte) ' ');
    block[156] = (byte) type;
    byte[] magic = "ustar\u000000".getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(magic, 0, block, 257, magic.length);
    int sum = 0;
    for (byte b : block) {
      sum += b & 0xFF;
    }
    octal(block, 148, 7, sum);
    return block;
  }

  private static void octal(byte[] block, int at, int length, long value) {
    String digits = Long.toOctalString(value);
    String padded = "0".repeat(length - 1 - digits.length()) + digits;
    System.arraycopy(padded.getBytes(StandardCharsets.US_ASCII), 0, block, at, length - 1);
    block[at + length - 1] = 0;
  }

  /** A pax record begins with its own length. */
  private static String record(String key, String value) {
    String rest = " " + key + "=" + value + "\n";
    int bytes = rest.getBytes(StandardCharsets.UTF_8).length;
    int length = bytes + Integer.toString(bytes).length();
    if (Integer.toString(length).length() != Integer.toString(bytes).length()) {
      length = bytes + Integer.toString(length).length();
    }
    return length + rest;
  }
}
