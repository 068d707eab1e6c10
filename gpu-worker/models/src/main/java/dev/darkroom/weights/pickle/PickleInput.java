package dev.darkroom.weights.pickle;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.math.BigInteger;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * The operands of a pickle, read in order; nothing is read or allocated beyond what the bytes hold.
 */
final class PickleInput {
  private static final int MAX_LINE = 1024;
  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfDouble BIG_ENDIAN_DOUBLE =
      ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

  private final MemorySegment bytes;
  private final PickleLimits limits;
  private long position;
  private long textBytes;

  PickleInput(MemorySegment bytes, long position, PickleLimits limits) {
    this.bytes = bytes;
    this.position = position;
    this.limits = limits;
  }

  long position() {
    return position;
  }

  long remaining() {
    return bytes.byteSize() - position;
  }

  int u8() {
    return bytes.get(ValueLayout.JAVA_BYTE, advance(1)) & 0xFF;
  }

  int u16() {
    return bytes.get(SHORT, advance(2)) & 0xFFFF;
  }

  int i32() {
    return bytes.get(INT, advance(4));
  }

  long u32() {
    return Integer.toUnsignedLong(i32());
  }

  /** An unsigned 64-bit length that must fit into what is left. */
  long length64() {
    long length = bytes.get(LONG, advance(8));
    if (length < 0 || length > remaining()) {
      throw tooLong(Long.toUnsignedString(length));
    }
    return length;
  }

  double bigEndianDouble() {
    return bytes.get(BIG_ENDIAN_DOUBLE, advance(8));
  }

  /** The next bytes, not copied. */
  MemorySegment slice(long length) {
    return bytes.asSlice(advance(length), length);
  }

  /** Text of so many bytes of UTF-8. */
  String text(long length) {
    MemorySegment slice = slice(length);
    textBytes += length;
    if (textBytes > limits.textBytes()) {
      throw PickleException.limit("more than %d bytes of text".formatted(limits.textBytes()));
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(slice.asByteBuffer()).toString();
    } catch (CharacterCodingException e) {
      PickleException refusal = PickleException.malformed("text that is not UTF-8");
      refusal.initCause(e);
      throw refusal;
    }
  }

  /** A signed little-endian integer of so many bytes; of none it is zero. */
  BigInteger integer(long length) {
    if (length < 0 || length > limits.integerBytes()) {
      throw PickleException.limit(
          "an integer of %d bytes: at most %d are read".formatted(length, limits.integerBytes()));
    }
    byte[] littleEndian = slice(length).toArray(ValueLayout.JAVA_BYTE);
    byte[] bigEndian = new byte[littleEndian.length + 1];
    for (int i = 0; i < littleEndian.length; i++) {
      bigEndian[littleEndian.length - i] = littleEndian[i];
    }
    bigEndian[0] = (byte) (length > 0 && littleEndian[littleEndian.length - 1] < 0 ? -1 : 0);
    return new BigInteger(bigEndian);
  }

  /** Text up to a line feed, which is consumed. */
  String line() {
    long end = position;
    while (end < bytes.byteSize() && bytes.get(ValueLayout.JAVA_BYTE, end) != '\n') {
      end++;
      if (end - position > MAX_LINE) {
        throw PickleException.limit("a line of more than %d bytes".formatted(MAX_LINE));
      }
    }
    String line = text(end - position);
    advance(1);
    return line;
  }

  private long advance(long count) {
    if (count > remaining()) {
      throw tooLong(Long.toString(count));
    }
    long before = position;
    position += count;
    return before;
  }

  private PickleException tooLong(String wanted) {
    return PickleException.malformed(
        "%s bytes are announced and %d are left".formatted(wanted, remaining()));
  }
}
