package dev.darkroom.storage.plain;

import dev.darkroom.job.id.CommandId;
import dev.darkroom.job.id.Digest;
import dev.darkroom.job.id.JobId;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Goes through a record's JSON from its beginning to its end. For one thread. */
public final class Cursor {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final int MOST_DIGITS = 18;
  private static final int LONGEST_NUMBER = 32;

  private final byte[] bytes;
  private int at;
  private int timeFrom;
  private int timeLength;
  private @Nullable Instant time;

  public Cursor(byte[] bytes) {
    this.bytes = bytes;
  }

  /** Passes over this piece of JSON, which must come now. */
  public Cursor past(byte[] piece) {
    if (!skip(piece)) {
      throw new NotPlain();
    }
    return this;
  }

  /** Passes over this piece of JSON if it comes now. */
  public boolean skip(byte[] piece) {
    int end = at + piece.length;
    if (end > bytes.length || !Arrays.equals(piece, 0, piece.length, bytes, at, end)) {
      return false;
    }
    at = end;
    return true;
  }

  /** The record must end here. */
  public void end() {
    if (at != bytes.length) {
      throw new NotPlain();
    }
  }

  /** A text without escapes. */
  public String text() {
    expect('"');
    return letters();
  }

  /** A text that many records have. */
  public <T> T word(Kept<T> kept, Function<String, T> made) {
    expect('"');
    return shared(kept, '"', cursor -> made.apply(cursor.letters()));
  }

  /** An object that many records have. */
  <T> T object(Kept<T> kept, Function<Cursor, T> read) {
    return shared(kept, '}', read);
  }

  /** A whole number of at most 18 digits. */
  public long number() {
    boolean minus = at < bytes.length && bytes[at] == '-';
    int from = minus ? at + 1 : at;
    int i = from;
    long value = 0;
    while (i < bytes.length && bytes[i] >= '0' && bytes[i] <= '9') {
      value = value * 10 + bytes[i++] - '0';
    }
    if (i == from || i - from > MOST_DIGITS) {
      throw new NotPlain();
    }
    at = i;
    return minus ? -value : value;
  }

  int small() {
    long value = number();
    if (value != (int) value) {
      throw new NotPlain();
    }
    return (int) value;
  }

  double real() {
    int from = at;
    while (at < bytes.length && at - from < LONGEST_NUMBER && numeric(bytes[at])) {
      at++;
    }
    return Double.parseDouble(new String(bytes, from, at - from, StandardCharsets.ISO_8859_1));
  }

  /** A time; the same one again is the same object. */
  Instant instant() {
    expect('"');
    int end = at + timeLength;
    if (time != null
        && end < bytes.length
        && bytes[end] == '"'
        && Arrays.equals(bytes, timeFrom, timeFrom + timeLength, bytes, at, end)) {
      at = end + 1;
      return time;
    }
    int from = at;
    int length = length();
    Instant read = InstantForm.read(bytes, from, length);
    if (read == null) {
      throw new NotPlain();
    }
    timeFrom = from;
    timeLength = length;
    time = read;
    at = from + length + 1;
    return read;
  }

  /** A job's id. */
  public JobId job() {
    expect('"');
    long high = high();
    long low = low();
    expect('"');
    return new JobId(high, low);
  }

  CommandId command() {
    expect('"');
    long high = high();
    long low = low();
    expect('"');
    return new CommandId(new UUID(high, low));
  }

  Digest digest() {
    return Digest.parse(text());
  }

  private long high() {
    long first = hex(8);
    expect('-');
    long second = hex(4);
    expect('-');
    return first << 32 | second << 16 | hex(4);
  }

  private long low() {
    expect('-');
    long first = hex(4);
    expect('-');
    return first << 48 | hex(12);
  }

  private long hex(int digits) {
    if (at + digits > bytes.length) {
      throw new NotPlain();
    }
    long value = 0;
    for (int i = 0; i < digits; i++) {
      byte c = bytes[at++];
      int digit = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
      if (digit < 0) {
        throw new NotPlain();
      }
      value = value << 4 | digit;
    }
    return value;
  }

  private void expect(char c) {
    if (at >= bytes.length || bytes[at] != c) {
      throw new NotPlain();
    }
    at++;
  }

  /** What comes before the next quote, and past it. */
  private String letters() {
    int length = length();
    String text = new String(bytes, at, length, StandardCharsets.ISO_8859_1);
    at += length + 1;
    return text;
  }

  /** Bytes up to the next quote, all of them plain. */
  private int length() {
    int i = at;
    while (i < bytes.length && Ascii.plain(bytes[i])) {
      i++;
    }
    if (i == bytes.length || bytes[i] != '"') {
      throw new NotPlain();
    }
    return i - at;
  }

  private <T> T shared(Kept<T> kept, char last, Function<Cursor, T> read) {
    int hash = hashUpTo((byte) last);
    Kept.Entry<T> known = kept.at(hash);
    if (known != null && known.isAt(bytes, at)) {
      at += known.length();
      return known.value();
    }
    int from = at;
    T value = read.apply(this);
    kept.keep(hash, bytes, from, at, value);
    return value;
  }

  /** Of the bytes that come before the next of this kind, eight at a time. */
  private int hashUpTo(byte last) {
    long pattern = (last & 0xFFL) * 0x0101010101010101L;
    long hash = 0;
    int i = at;
    for (; i + Long.BYTES <= bytes.length; i += Long.BYTES) {
      long word = (long) LONGS.get(bytes, i);
      long zeros = word ^ pattern;
      long found = (zeros - 0x0101010101010101L) & ~zeros & 0x8080808080808080L;
      if (found != 0) {
        int bits = Long.numberOfTrailingZeros(found) & ~7;
        return folded(hash, bits == 0 ? 0 : word & (-1L >>> (64 - bits)));
      }
      hash = mixed(hash, word);
    }
    for (; i < bytes.length && bytes[i] != last; i++) {
      hash = mixed(hash, bytes[i]);
    }
    return folded(hash, 0);
  }

  private static long mixed(long hash, long word) {
    return (Long.rotateLeft(hash, 23) ^ word) * 0x9E3779B97F4A7C15L;
  }

  private static int folded(long hash, long word) {
    long all = mixed(hash, word);
    return (int) (all ^ (all >>> 32));
  }

  private static boolean numeric(byte c) {
    return (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '+' || c == 'E' || c == 'e';
  }
}
