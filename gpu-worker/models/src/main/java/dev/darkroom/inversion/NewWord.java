package dev.darkroom.inversion;

import dev.darkroom.embedding.LearnedWord;
import dev.darkroom.failure.ModelException;
import dev.darkroom.ldm.Lexicon;
import dev.darkroom.model.InversionRequest;
import dev.darkroom.random.TorchRandom;
import dev.darkroom.text.ClipTokenizer;
import dev.darkroom.weights.HostTensor;
import dev.darkroom.weights.Shape;
import dev.darkroom.weights.TensorSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The word that is being learned, as tokens and first vectors: its own, copies of the
 * initializer's, and where wished one for each picture, which start uniform and are thrown away in
 * the end.
 */
public final class NewWord {
  private static final String TABLE = "text_model.embeddings.token_embedding.weight";

  private final InversionRequest.Word word;
  private final List<String> perImage;
  private final int width;
  private final float[] initial; // (K, D)
  private final Lexicon lexicon;

  private NewWord(
      InversionRequest.Word word,
      List<String> perImage,
      int width,
      float[] initial,
      Lexicon lexicon) {
    this.word = word;
    this.perImage = perImage;
    this.width = width;
    this.initial = initial;
    this.lexicon = lexicon;
  }

  /**
   * A word before it is learned.
   *
   * @param text weights of the text encoder
   * @param pictures how many have a word of their own
   * @param random of those words' vectors
   * @throws ModelException if the initializer is not one token, or the placeholder is one already
   */
  public static NewWord of(
      InversionRequest.Word word,
      ClipTokenizer tokenizer,
      TensorSource text,
      int pictures,
      TorchRandom random) {
    HostTensor table = text.get(TABLE); // (V, D)
    int width = (int) table.shape().dim(1);
    int n = word.vectors();
    float[] initial = new float[(n + pictures) * width];
    float[] first = row(table, initializer(word, tokenizer));
    for (int i = 0; i < n; i++) {
      System.arraycopy(first, 0, initial, i * width, width);
    }
    System.arraycopy(random.rand(pictures * width), 0, initial, n * width, pictures * width);

    List<String> perImage = new ArrayList<>();
    for (int i = 0; i < pictures; i++) {
      perImage.add(word.placeholder() + ":" + i);
    }
    List<String> tokens = new ArrayList<>(LearnedWord.tokens(word.placeholder(), n));
    tokens.addAll(perImage);
    List<LearnedWord> words = new ArrayList<>();
    for (int i = 0; i < tokens.size(); i++) {
      float[] row = Arrays.copyOfRange(initial, i * width, (i + 1) * width);
      words.add(LearnedWord.of(tokens.get(i), HostTensor.ofFloats(row, 1, width)));
    }
    return new NewWord(word, perImage, width, initial, Lexicon.of(tokenizer, width, words));
  }

  /** Its vectors, n. */
  int vectors() {
    return word.vectors();
  }

  /** All rows that are learned, K: the word's first, then those of the pictures. */
  int rows() {
    return word.vectors() + perImage.size();
  }

  /** Width of a row, D. */
  int width() {
    return width;
  }

  /** The rows before the first step. */
  HostTensor initial() {
    return HostTensor.ofFloats(initial, rows(), width); // (K, D)
  }

  /** Reads texts with the word in them. */
  public Lexicon lexicon() {
    return lexicon;
  }

  /** What is written into a template's blank while only the first {@code usable} vectors count. */
  public String written(int usable) {
    return String.join(" ", LearnedWord.tokens(word.placeholder(), usable));
  }

  /** The word of one picture alone. */
  String written(int usable, int picture) {
    return written(usable) + " with " + perImage.get(picture);
  }

  /** The word as prompts may use it, from rows as they are now. */
  public LearnedWord learned(HostTensor rows) { // (K, D)
    float[] own = Arrays.copyOf(rows.toFloats(), vectors() * width);
    return LearnedWord.of(word.placeholder(), HostTensor.ofFloats(own, vectors(), width));
  }

  private static int initializer(InversionRequest.Word word, ClipTokenizer tokenizer) {
    List<Integer> tokens = tokenizer.tokens(word.initializer());
    if (tokens.size() != 1) {
      throw ModelException.badRequest(
          "initializer_token",
          "initializer_token '%s' is %d tokens of this model: use a word that is one token, like cat"
              .formatted(word.initializer(), tokens.size()));
    }
    return tokens.getFirst();
  }

  private static float[] row(HostTensor table, int id) {
    long bytes = table.shape().dim(1) * table.dtype().bytes();
    return new HostTensor(
            table.dtype(), Shape.of(table.shape().dim(1)), table.data().asSlice(id * bytes, bytes))
        .toFloats();
  }
}
