package dev.darkroom.gateway.output;

import java.util.List;

/** Which part of a file a client wants (RFC 9110, 14): one range, or all of it. */
sealed interface ByteRange {

  /** All of it: nothing was asked, or something that is to be ignored. */
  record Whole() implements ByteRange {}

  /** These bytes. */
  record Part(long from, long length) implements ByteRange {
    /** The value of {@code Content-Range}. */
    String of(long size) {
      return "bytes " + from + "-" + (from + length - 1) + "/" + size;
    }
  }

  /** Nothing of the file is in it. */
  record Unsatisfiable() implements ByteRange {}

  /**
   * Reads the header. Several ranges at once, other units and what is malformed are ignored, as the
   * RFC has it.
   *
   * @param headers every value of {@code Range}
   */
  static ByteRange of(List<String> headers, long size) {
    if (headers.size() != 1 || !headers.getFirst().strip().startsWith("bytes=")) {
      return new Whole();
    }
    String text = headers.getFirst().strip().substring("bytes=".length()).strip();
    int dash = text.indexOf('-');
    if (dash < 0 || !isNumber(text.substring(0, dash)) || !isNumber(text.substring(dash + 1))) {
      return new Whole();
    }
    String first = text.substring(0, dash);
    String last = text.substring(dash + 1);
    if (first.isEmpty()) {
      return last.isEmpty() ? new Whole() : suffix(Long.parseLong(last), size);
    }
    long from = Long.parseLong(first);
    long to = last.isEmpty() ? size - 1 : Math.min(Long.parseLong(last), size - 1);
    if (!last.isEmpty() && Long.parseLong(last) < from) {
      return new Whole();
    }
    return from >= size ? new Unsatisfiable() : new Part(from, to - from + 1);
  }

  private static ByteRange suffix(long length, long size) {
    long most = Math.min(length, size);
    return most == 0 ? new Unsatisfiable() : new Part(size - most, most);
  }

  /** Digits that a long can hold, or nothing. */
  private static boolean isNumber(String text) {
    return text.length() <= 18 && text.chars().allMatch(c -> c >= '0' && c <= '9');
  }
}
