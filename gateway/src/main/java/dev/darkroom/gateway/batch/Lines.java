package dev.darkroom.gateway.batch;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** Reads a file line by line, none of them longer than a limit. */
public final class Lines implements AutoCloseable {
  private final InputStream in;
  private final int maxBytes;
  private int number;

  public Lines(InputStream in, int maxBytes) {
    this.in = new BufferedInputStream(in, 1 << 16);
    this.maxBytes = maxBytes;
  }

  /** The next line without its line feed; empty at the end. */
  public Optional<Line> next() throws IOException {
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
