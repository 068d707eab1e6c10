package dev.darkroom.gateway.batch;

import dev.darkroom.job.id.Digest;
import java.nio.ByteBuffer;
import java.util.OptionalInt;

/**
 * The names of a batch's lines, to find those that come twice: a table of the first 64 bits of
 * their digests, twelve bytes a slot, so that a million of them take 24 MB however long they are.
 * Two different names are taken for one with a chance of 3 in 100 million, in a batch of a million.
 */
final class LineNames {
  private static final int FIRST = 1 << 10;

  private long[] hashes = new long[FIRST];
  private int[] lines = new int[FIRST];
  private int size;

  /** Adds a line's name; the number of the line that has it already, if one has. */
  OptionalInt add(String name, int line) {
    if (2 * size >= lines.length) {
      grow();
    }
    long hash = ByteBuffer.wrap(Digest.ofParts(name).bytes()).getLong();
    int slot = slot(hash);
    if (lines[slot] != 0) {
      return OptionalInt.of(lines[slot]);
    }
    put(slot, hash, line);
    size++;
    return OptionalInt.empty();
  }

  /** Where this hash is, or would be. */
  private int slot(long hash) {
    int slot = (int) hash & lines.length - 1;
    while (lines[slot] != 0 && hashes[slot] != hash) {
      slot = slot + 1 & lines.length - 1;
    }
    return slot;
  }

  private void put(int slot, long hash, int line) {
    hashes[slot] = hash;
    lines[slot] = line;
  }

  private void grow() {
    long[] oldHashes = hashes;
    int[] oldLines = lines;
    hashes = new long[2 * oldHashes.length];
    lines = new int[2 * oldLines.length];
    for (int i = 0; i < oldLines.length; i++) {
      if (oldLines[i] != 0) {
        put(slot(oldHashes[i]), oldHashes[i], oldLines[i]);
      }
    }
  }
}
