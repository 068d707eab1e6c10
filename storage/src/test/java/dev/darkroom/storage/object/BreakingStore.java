package dev.darkroom.storage.object;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

/** A store whose streams break off after some bytes. */
final class BreakingStore extends PassingStore {
  private final int after;
  private final List<Long> offsets = new ArrayList<>();

  BreakingStore(ObjectStore store, int after) {
    super(store);
    this.after = after;
  }

  /** Where the streams began that were opened. */
  List<Long> offsets() {
    return offsets;
  }

  @Override
  public InputStream open(String key, long offset, long length) {
    offsets.add(offset);
    return new FilterInputStream(super.open(key, offset, length)) {
      private int left = after;

      @Override
      public int read(byte[] into, int from, int count) throws IOException {
        if (left == 0) {
          throw new IOException("the connection was reset");
        }
        int n = super.read(into, from, Math.min(count, left));
        left -= Math.max(0, n);
        return n;
      }
    };
  }
}
