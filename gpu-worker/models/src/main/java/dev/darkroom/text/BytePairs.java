package dev.darkroom.text;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;

/**
 * Byte-pair encoding of single words (Sennrich et al. 2016): the neighbours whose merge was learned
 * first become one symbol, until no neighbours merge. A word's last symbol carries {@code </w>}.
 */
final class BytePairs {
  static final String WORD_END = "</w>";

  private final Map<Merge, Integer> ranks;

  /** Two symbols that become one. */
  record Merge(String left, String right) {
    String merged() {
      return left + right;
    }
  }

  private BytePairs(Map<Merge, Integer> ranks) {
    this.ranks = ranks;
  }

  /** Merges in the order in which they were learned; the first of equals counts. */
  static BytePairs of(List<Merge> merges) {
    Map<Merge, Integer> ranks = HashMap.newHashMap(merges.size());
    for (Merge merge : merges) {
      ranks.putIfAbsent(merge, ranks.size());
    }
    return new BytePairs(ranks);
  }

  /** The symbols of a word, which is not empty, in n log n of its bytes. */
  List<String> split(String word) {
    List<String> symbols = ByteAlphabet.symbols(word);
    symbols.addLast(symbols.removeLast() + WORD_END);
    return new Chain(symbols).mergeAll();
  }

  /**
   * Neighbours at {@code at} and {@code next} that would merge, if both are still what they were.
   */
  private record Candidate(int rank, int at, int next, Merge merge) {}

  /**
   * A word being merged: symbols that know their neighbours; a merged one takes the left's place.
   */
  private final class Chain {
    private static final String GONE = "";

    private final List<String> symbols;
    private final int[] previous;
    private final int[] next;
    private final PriorityQueue<Candidate> candidates =
        new PriorityQueue<>(
            Comparator.comparingInt(Candidate::rank).thenComparingInt(Candidate::at));

    Chain(List<String> symbols) {
      this.symbols = symbols;
      this.previous = new int[symbols.size()];
      this.next = new int[symbols.size()];
      for (int i = 0; i < symbols.size(); i++) {
        previous[i] = i - 1;
        next[i] = i + 1;
      }
      for (int i = 0; i + 1 < symbols.size(); i++) {
        consider(i);
      }
    }

    List<String> mergeAll() {
      while (!candidates.isEmpty()) {
        Candidate c = candidates.remove();
        if (symbols.get(c.at()).equals(c.merge().left())
            && symbols.get(c.next()).equals(c.merge().right())
            && next[c.at()] == c.next()) {
          merge(c);
        }
      }
      List<String> left = new ArrayList<>();
      for (int i = 0; i < symbols.size(); i = next[i]) {
        left.add(symbols.get(i));
      }
      return left;
    }

    private void merge(Candidate c) {
      symbols.set(c.at(), c.merge().merged());
      symbols.set(c.next(), GONE);
      next[c.at()] = next[c.next()];
      if (next[c.at()] < symbols.size()) {
        previous[next[c.at()]] = c.at();
      }
      consider(c.at());
      consider(previous[c.at()]);
    }

    private void consider(int at) {
      if (at < 0 || next[at] >= symbols.size()) {
        return;
      }
      Merge pair = new Merge(symbols.get(at), symbols.get(next[at]));
      Integer rank = ranks.get(pair);
      if (rank != null) {
        candidates.add(new Candidate(rank, at, next[at], pair));
      }
    }
  }
}
