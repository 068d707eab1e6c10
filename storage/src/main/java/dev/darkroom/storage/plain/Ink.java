package dev.darkroom.storage.plain;

import dev.darkroom.job.id.CommandId;
import dev.darkroom.job.id.JobId;
import dev.darkroom.job.id.WorkerId;
import java.time.Instant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** JSON in the making. For one record and one thread. */
public final class Ink {
  private static final byte[] HEX = Ascii.of("0123456789abcdef");
  private static final int TYPICAL_BYTES = 1_024;
  private static final int UUID_LENGTH = 36;

  private byte[] bytes = new byte[TYPICAL_BYTES];
  private int size;
  private @Nullable Instant time;
  private int timeFrom;
  private int timeLength;

  /** A piece of JSON as it is. */
  public Ink raw(byte[] piece) {
    room(piece.length);
    System.arraycopy(piece, 0, bytes, size, piece.length);
    size += piece.length;
    return this;
  }

  /**
   * A text in its quotes.
   *
   * @throws NotPlain where it would need an escape, or more than one byte for a character
   */
  public Ink text(String text) {
    room(text.length() + 2);
    bytes[size++] = '"';
    letters(text);
    bytes[size++] = '"';
    return this;
  }

  /** A whole number. */
  public Ink number(long value) {
    if (value < 0 || value > 999_999_999) {
      room(20);
      letters(Long.toString(value));
      return this;
    }
    int rest = (int) value;
    int digits = 1;
    for (int bound = 10; digits < 9 && rest >= bound; bound *= 10) {
      digits++;
    }
    room(digits);
    InstantForm.digits(bytes, size, digits, rest);
    size += digits;
    return this;
  }

  /** A number as the mapper writes it. */
  public Ink number(double value) {
    String text = Double.toString(value);
    room(text.length());
    letters(text);
    return this;
  }

  /** A time; the same one again is copied. */
  Ink instant(Instant at) {
    room(InstantForm.LONGEST + 2);
    bytes[size++] = '"';
    if (at.equals(time)) {
      System.arraycopy(bytes, timeFrom, bytes, size, timeLength);
      size += timeLength;
      bytes[size++] = '"';
      return this;
    }
    int end = InstantForm.write(at, bytes, size);
    if (end == size) {
      throw new NotPlain();
    }
    time = at;
    timeFrom = size;
    timeLength = end - size;
    size = end;
    bytes[size++] = '"';
    return this;
  }

  /** A job's id in its quotes. */
  public Ink id(JobId id) {
    return uuid(id.high(), id.low());
  }

  Ink id(CommandId id) {
    return uuid(id.value().getMostSignificantBits(), id.value().getLeastSignificantBits());
  }

  Ink id(WorkerId id) {
    room(id.name().length() + 2);
    bytes[size++] = '"';
    letters(id.name());
    bytes[size++] = '#';
    number(id.incarnation());
    room(1);
    bytes[size++] = '"';
    return this;
  }

  /** What was written, and nothing is written any more. */
  public byte[] bytes() {
    return Arrays.copyOf(bytes, size);
  }

  /** Bytes so far. */
  public int size() {
    return size;
  }

  /** What has been written since there were so many bytes. */
  byte[] since(int mark) {
    return Arrays.copyOfRange(bytes, mark, size);
  }

  private Ink uuid(long high, long low) {
    room(UUID_LENGTH + 2);
    bytes[size++] = '"';
    hex(high >>> 32, 8);
    bytes[size++] = '-';
    hex(high >>> 16, 4);
    bytes[size++] = '-';
    hex(high, 4);
    bytes[size++] = '-';
    hex(low >>> 48, 4);
    bytes[size++] = '-';
    hex(low, 12);
    bytes[size++] = '"';
    return this;
  }

  private void hex(long value, int digits) {
    for (int i = digits - 1; i >= 0; i--) {
      bytes[size++] = HEX[(int) (value >>> (4 * i)) & 0xF];
    }
  }

  private void letters(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!Ascii.plain(c)) {
        throw new NotPlain();
      }
      bytes[size++] = (byte) c;
    }
  }

  private void room(int more) {
    // One byte more than asked for, so that a quote always fits.
    if (size + more >= bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, size + more + 1));
    }
  }
}
