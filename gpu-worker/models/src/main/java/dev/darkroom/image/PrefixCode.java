package dev.darkroom.image;

import java.util.Comparator;
import java.util.PriorityQueue;

/** A Huffman code over the symbols of a lossless WebP, canonical, of at most 15 bits a symbol. */
final class PrefixCode {
  private static final int MAX_LENGTH = 15;

  /** Bits that a code length takes in the file, all lengths alike. */
  private static final int BITS_A_LENGTH = 4;

  private static final int LENGTH_CODES = 19;
  private static final int FIRST_REPEAT_CODE = 16;
  private static final int[] LENGTH_CODE_ORDER = {
    17, 18, 0, 1, 2, 3, 4, 5, 16, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15
  };

  private final int[] lengths;
  private final int[] codes; // first bit lowest
  private final int used;

  private PrefixCode(int[] lengths) {
    this.lengths = lengths;
    this.codes = new int[lengths.length];
    int symbols = 0;
    int code = 0;
    for (int length = 1; length <= MAX_LENGTH; length++) {
      for (int s = 0; s < lengths.length; s++) {
        if (lengths[s] == length) {
          codes[s] = Integer.reverse(code++) >>> (Integer.SIZE - length);
          symbols++;
        }
      }
      code <<= 1;
    }
    this.used = symbols;
  }

  /** A code for symbols that occur so often. */
  static PrefixCode of(int[] counts) {
    int[] flattened = counts.clone();
    int[] lengths = lengths(flattened);
    while (longest(lengths) > MAX_LENGTH) { // each round halves the ratio that makes long codes
      for (int s = 0; s < flattened.length; s++) {
        flattened[s] = (flattened[s] + 1) / 2;
      }
      lengths = lengths(flattened);
    }
    return new PrefixCode(lengths);
  }

  /** Writes the code itself. */
  void describe(BitWriter out) {
    if (used <= 1) { // one symbol, which then takes no bits
      int symbol = 0;
      for (int s = 0; s < lengths.length; s++) {
        symbol = lengths[s] > 0 ? s : symbol;
      }
      out.write(1, 1).write(0, 1).write(1, 1).write(symbol, 8);
      return;
    }
    out.write(0, 1).write(LENGTH_CODES - 4, 4);
    for (int code : LENGTH_CODE_ORDER) {
      out.write(code < FIRST_REPEAT_CODE ? BITS_A_LENGTH : 0, 3);
    }
    out.write(0, 1); // lengths of all symbols follow
    for (int length : lengths) {
      out.write(Integer.reverse(length) >>> (Integer.SIZE - BITS_A_LENGTH), BITS_A_LENGTH);
    }
  }

  void write(int symbol, BitWriter out) {
    if (used > 1) {
      out.write(codes[symbol], lengths[symbol]);
    }
  }

  private static int longest(int[] lengths) {
    int longest = 0;
    for (int length : lengths) {
      longest = Math.max(longest, length);
    }
    return longest;
  }

  private record Node(long count, int order, int left, int right) {}

  private static int[] lengths(int[] counts) {
    Node[] nodes = new Node[2 * counts.length];
    PriorityQueue<Node> queue =
        new PriorityQueue<>(Comparator.comparingLong(Node::count).thenComparingInt(Node::order));
    int made = 0;
    for (int s = 0; s < counts.length; s++) {
      nodes[made++] = new Node(counts[s], s, -1, -1);
      if (counts[s] > 0) {
        queue.add(nodes[s]);
      }
    }
    int[] lengths = new int[counts.length];
    if (queue.size() == 1) {
      lengths[queue.remove().order()] = 1;
      return lengths;
    }
    while (queue.size() > 1) {
      Node a = queue.remove();
      Node b = queue.remove();
      nodes[made] = new Node(a.count() + b.count(), made, a.order(), b.order());
      queue.add(nodes[made++]);
    }
    int[] depths = new int[made];
    for (int n = made - 1; n >= counts.length; n--) { // parents come after their children
      depths[nodes[n].left()] = depths[n] + 1;
      depths[nodes[n].right()] = depths[n] + 1;
    }
    System.arraycopy(depths, 0, lengths, 0, lengths.length);
    return lengths;
  }
}
