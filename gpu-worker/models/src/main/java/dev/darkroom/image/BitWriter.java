package dev.darkroom.image;

import java.io.ByteArrayOutputStream;

/** Bits into bytes, the lowest first. */
final class BitWriter {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private long pending;
  private int count;

  /** Writes the lowest {@code bits} of {@code value}, at most 32. */
  BitWriter write(int value, int bits) {
    pending |= (value & ((1L << bits) - 1)) << count;
    count += bits;
    while (count >= Byte.SIZE) {
      bytes.write((int) pending);
      pending >>>= Byte.SIZE;
      count -= Byte.SIZE;
    }
    return this;
  }

  /** All bytes, the last one filled up with zeros. */
  byte[] toBytes() {
    if (count > 0) {
      write(0, Byte.SIZE - count);
    }
    return bytes.toByteArray();
  }
}
