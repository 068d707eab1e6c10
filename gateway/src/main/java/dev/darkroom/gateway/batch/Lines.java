package dev.darkroom.gateway.batch;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Optional;

/** Reads a file line by line, none of them longer than a limit. */
public final class Lines implements AutoCloseable {
  private final InputStream in;
  private final int maxBytes;
  private final byte[] piece = new byte[1 << 16];
  private int at;
  private int end;
  private int number;

  public Lines(InputStream in, int maxBytes) {
    this.in = in;
    this.maxBytes = maxBytes;
  }

  /** The next line without its line feed; empty at the end. */
  public Optional<Line> next() throws IOException {
    if (!hasMore()) {
      return Optional.empty();
    }
    number++;
    int feed = feed();
    if (feed < end && feed - at <= maxBytes) {
      Line line = new Line(number, Arrays.copyOfRange(piece, at, feed), false);
      at = feed + 1;
      return Optional.of(line);
    }
    return Optional.of(pieced());
  }

  /** A line that goes on beyond what was read, or beyond the limit. */
  private Line pieced() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream(256);
    boolean tooLong = false;
    boolean whole = false;
    while (!whole && hasMore()) {
      int feed = feed();
      int kept = Math.min(feed - at, maxBytes - line.size());
      line.write(piece, at, kept);
      tooLong |= kept < feed - at;
      whole = feed < end;
      at = feed + 1;
    }
    return new Line(number, line.toByteArray(), tooLong);
  }

  /** Where the next line feed is in what was read; its end where there is none. */
  private int feed() {
    int feed = at;
    while (feed < end && piece[feed] != '\n') {
      feed++;
    }
    return feed;
  }

  private boolean hasMore() throws IOException {
    if (at >= end) {
      at = 0;
      end = Math.max(0, in.read(piece, 0, piece.length));
    }
    return at < end;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
