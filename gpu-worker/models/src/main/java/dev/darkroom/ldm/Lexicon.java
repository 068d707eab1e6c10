package dev.darkroom.ldm;

import dev.darkroom.embedding.LearnedWord;
import dev.darkroom.failure.ModelException;
import dev.darkroom.prompt.Chunks;
import dev.darkroom.text.Tokenizer;
import dev.darkroom.weights.HostTensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A model's tokens and those of learned words, which get the ids after them. Learned vectors enter
 * the encoder as an input, so that a word costs no compilation.
 */
public final class Lexicon {
  private final Tokenizer tokenizer;
  private final int firstLearned;
  private final int width;
  private final List<float[]> vectors;
  private final Map<Integer, Integer> counts; // tokens of each word, by its first

  private Lexicon(
      Tokenizer tokenizer,
      int firstLearned,
      int width,
      List<float[]> vectors,
      Map<Integer, Integer> counts) {
    this.counts = counts;
    this.tokenizer = tokenizer;
    this.firstLearned = firstLearned;
    this.width = width;
    this.vectors = vectors;
  }

  /**
   * Adds words to a tokenizer, in order.
   *
   * @throws ModelException if a word has not one table of this width, or is a token already
   */
  public static Lexicon of(Tokenizer base, int width, List<LearnedWord> words) {
    return of(base, List.of(width), 0, words);
  }

  /**
   * As {@link #of(Tokenizer, int, List)}, for one of a model's encoders.
   *
   * @param widths of all the model's encoders
   * @param encoder which of them
   */
  public static Lexicon of(
      Tokenizer base, List<Integer> widths, int encoder, List<LearnedWord> words) {
    int width = widths.get(encoder);
    Tokenizer tokenizer = base;
    Map<Integer, Integer> counts = new HashMap<>();
    List<float[]> vectors = new ArrayList<>();
    for (LearnedWord word : words) {
      if (!word.vectors().stream().map(t -> (int) t.shape().dim(1)).toList().equals(widths)) {
        throw ModelException.badRequest(
            "embeddings",
            "word '%s' has vectors %s: this model takes one table of width %s"
                .formatted(
                    word.token(),
                    word.vectors(),
                    widths.stream().map(String::valueOf).collect(Collectors.joining(" and of "))));
      }
      HostTensor table = word.vectors().get(encoder);
      counts.put(tokenizer.size(), word.count());
      tokenizer = tokenizer.withWord(word.tokens());
      float[] rows = table.toFloats();
      for (int i = 0; i < word.count(); i++) {
        vectors.add(Arrays.copyOfRange(rows, i * width, (i + 1) * width));
      }
    }
    return new Lexicon(tokenizer, base.size(), width, vectors, counts);
  }

  /** How prompts are cut into chunks: no learned word is parted. */
  Chunks.Reader reader() {
    List<Integer> comma = tokenizer.tokens(",");
    return new Chunks.Reader(
        tokenizer::tokens,
        token -> counts.getOrDefault(token, 1),
        tokenizer.maxLength() - 2,
        comma.size() == 1 ? comma.getFirst() : -1);
  }

  /** Width of a token's row, D. */
  public int width() {
    return width;
  }

  /** Reads learned words too. */
  public Tokenizer tokenizer() {
    return tokenizer;
  }

  /** The ids with those of learned tokens replaced by 0, for the encoder's own table. */
  public long[] known(long[] ids) { // (N)
    long[] known = ids.clone();
    for (int i = 0; i < ids.length; i++) {
      if (ids[i] >= firstLearned) {
        known[i] = 0;
      }
    }
    return known;
  }

  /** 1 where a learned token stands, else 0. */
  public long[] given(long[] ids) { // (N)
    long[] given = new long[ids.length];
    for (int i = 0; i < ids.length; i++) {
      given[i] = ids[i] >= firstLearned ? 1 : 0;
    }
    return given;
  }

  /** Which learned vector stands there, in the order of the words; 0 where none does. */
  public long[] slots(long[] ids) { // (N)
    long[] slots = new long[ids.length];
    for (int i = 0; i < ids.length; i++) {
      slots[i] = Math.max(0, ids[i] - firstLearned);
    }
    return slots;
  }

  /** The vectors of learned tokens where they stand, 0 elsewhere. */
  public float[] learned(long[] ids) { // (N, D)
    float[] rows = new float[ids.length * width];
    for (int i = 0; i < ids.length; i++) {
      if (ids[i] >= firstLearned) {
        System.arraycopy(vectors.get((int) ids[i] - firstLearned), 0, rows, i * width, width);
      }
    }
    return rows;
  }
}
