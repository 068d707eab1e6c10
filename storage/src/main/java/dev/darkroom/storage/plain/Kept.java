package dev.darkroom.storage.plain;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * What many records have in common, by the bytes that say it: whoever reads the same bytes gets the
 * same object (ADR 17), and nobody parses them twice. A cache of fixed size: each has one place,
 * and the latest there stays. Safe for many threads.
 *
 * @param <T> a value that never changes
 */
public final class Kept<T> {
  private static final int PLACES = 1 << 10;

  /** Longer ones are not worth keeping. */
  private static final int MAX_BYTES = 1 << 10;

  private final AtomicReferenceArray<@Nullable Entry<T>> places =
      new AtomicReferenceArray<>(PLACES);

  /** A value, and the bytes of it with what ends it. */
  static final class Entry<T> {
    private final byte[] bytes;
    private final T value;

    private Entry(byte[] bytes, T value) {
      this.bytes = bytes;
      this.value = value;
    }

    boolean isAt(byte[] text, int from) {
      int end = from + bytes.length;
      return end <= text.length && Arrays.equals(bytes, 0, bytes.length, text, from, end);
    }

    int length() {
      return bytes.length;
    }

    T value() {
      return value;
    }
  }

  /** What is kept of values with this hash. */
  @Nullable Entry<T> at(int hash) {
    return places.get(place(hash));
  }

  void keep(int hash, byte[] text, int from, int to, T value) {
    if (to - from <= MAX_BYTES) {
      places.set(place(hash), new Entry<>(Arrays.copyOfRange(text, from, to), value));
    }
  }

  private static int place(int hash) {
    return (hash ^ (hash >>> 16)) & (PLACES - 1);
  }
}
