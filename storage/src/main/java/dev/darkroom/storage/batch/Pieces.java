package dev.darkroom.storage.batch;

import dev.darkroom.storage.object.ObjectStore;
import java.io.IOException;
import java.io.InputStream;

/**
 * An object as a stream that is read in pieces: between them no connection is open, however slowly
 * it is read, and no more than a piece is in memory.
 */
final class Pieces extends InputStream {
  private static final int PIECE = 4 << 20;

  private final ObjectStore objects;
  private final String key;
  private final long size;
  private byte[] piece = new byte[0];
  private int at;
  private long next;

  Pieces(ObjectStore objects, String key, long size) {
    this.objects = objects;
    this.key = key;
    this.size = size;
  }

  @Override
  public int read() throws IOException {
    return fill() ? piece[at++] & 0xFF : -1;
  }

  @Override
  public int read(byte[] to, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (!fill()) {
      return -1;
    }
    int some = Math.min(length, piece.length - at);
    System.arraycopy(piece, at, to, offset, some);
    at += some;
    return some;
  }

  /** Whether there is a byte to read. */
  private boolean fill() throws IOException {
    if (at < piece.length) {
      return true;
    }
    if (next >= size) {
      return false;
    }
    try (InputStream in = objects.open(key, next, Math.min(PIECE, size - next))) {
      piece = in.readAllBytes();
    }
    if (piece.length == 0) {
      throw new IOException(key + " ends after " + next + " bytes and should have " + size);
    }
    next += piece.length;
    at = 0;
    return true;
  }
}
