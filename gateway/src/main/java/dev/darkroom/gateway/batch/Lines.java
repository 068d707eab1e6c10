package dev.darkroom.gateway.batch;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** Reads a file line by line, none of them longer than a limit. */
final class Lines implements AutoCloseable {
  private final InputStream in;
  private final int maxBytes;
  private int number;

  /** A line. */
  static final class Line {
    private final int number;
    private final byte[] bytes;
    private final boolean tooLong;

    private Line(int number, byte[] bytes, boolean tooLong) {
      this.number = number;
      this.bytes = bytes;
      this.tooLong = tooLong;
    }

    /** From 1. */
    int number() {
      return number;
    }

    byte[] bytes() {
      return bytes;
    }

    /** Whether it went on beyond the limit; its bytes are then its beginning. */
    boolean tooLong() {
      return tooLong;
    }

    /** Whether there is nothing on it but white space. */
    boolean isBlank() {
      for (byte b : bytes) {
        if (b != ' ' && b != '\t' && b != '\r') {
          return false;
        }
      }
      return true;
    }
  }

  Lines(InputStream in, int maxBytes) {
    this.in = new BufferedInputStream(in, 1 << 16);
    this.maxBytes = maxBytes;
  }

  /** The next line without its line feed; empty at the end. */
  Optional<Line> next() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream(256);
    boolean tooLong = false;
    int b = in.read();
    if (b < 0) {
      return Optional.empty();
    }
    for (; b >= 0 && b != '\n'; b = in.read()) {
      if (line.size() < maxBytes) {
        line.write(b);
      } else {
        tooLong = true;
      }
    }
    number++;
    return Optional.of(new Line(number, line.toByteArray(), tooLong));
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
