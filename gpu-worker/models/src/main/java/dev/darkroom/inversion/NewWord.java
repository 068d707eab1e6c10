package dev.darkroom.inversion;

import dev.darkroom.embedding.LearnedWord;
import dev.darkroom.failure.ModelException;
import dev.darkroom.ldm.LdmParts;
import dev.darkroom.ldm.Lexicon;
import dev.darkroom.model.InversionRequest;
import dev.darkroom.random.TorchRandom;
import dev.darkroom.text.Tokenizer;
import dev.darkroom.weights.HostTensor;
import dev.darkroom.weights.Shape;
import java.util.ArrayList;
import java.util.List;

/**
 * The word that is being learned, as tokens and first vectors: its own, copies of the
 * initializer's, and where wished one for each picture, which start uniform and are thrown away in
 * the end.
 */
public final class NewWord {
  private final InversionRequest.Word word;
  private final List<String> perImage;
  private final List<HostTensor> initial; // (K, D), one an encoder
  private final List<Lexicon> lexicons;

  private NewWord(
      InversionRequest.Word word,
      List<String> perImage,
      List<HostTensor> initial,
      List<Lexicon> lexicons) {
    this.word = word;
    this.perImage = perImage;
    this.initial = initial;
    this.lexicons = lexicons;
  }

  /**
   * A word before it is learned, with rows for each of the model's text encoders.
   *
   * @param pictures how many have a word of their own
   * @param random of those words' vectors, one encoder's after another's
   * @throws ModelException if the initializer is not one token, or the placeholder is one already
   */
  public static NewWord of(
      InversionRequest.Word word, LdmParts parts, int pictures, TorchRandom random) {
    List<HostTensor> initial =
        parts.texts().stream().map(text -> initial(word, text, pictures, random)).toList();
    List<String> perImage = new ArrayList<>();
    for (int i = 0; i < pictures; i++) {
      perImage.add(word.placeholder() + ":" + i);
    }
    List<String> tokens = new ArrayList<>(LearnedWord.tokens(word.placeholder(), word.vectors()));
    tokens.addAll(perImage);
    List<LearnedWord> words = new ArrayList<>();
    for (int i = 0; i < tokens.size(); i++) {
      int row = i;
      words.add(
          new LearnedWord(
              tokens.get(i), initial.stream().map(table -> rows(table, row, 1)).toList()));
    }
    List<Integer> widths = parts.texts().stream().map(text -> text.kind().width()).toList();
    List<Lexicon> lexicons = new ArrayList<>();
    for (int i = 0; i < widths.size(); i++) {
      lexicons.add(Lexicon.of(parts.texts().get(i).tokenizer(), widths, i, words));
    }
    return new NewWord(word, perImage, initial, lexicons);
  }

  /** Copies of the initializer's row, then a row for each picture. */
  private static HostTensor initial(
      InversionRequest.Word word, LdmParts.Text text, int pictures, TorchRandom random) {
    HostTensor table = text.weights().get(text.kind().table()); // (V, D)
    int width = text.kind().width();
    int n = word.vectors();
    float[] initial = new float[(n + pictures) * width];
    float[] first = rows(table, initializer(word, text.tokenizer()), 1).toFloats();
    for (int i = 0; i < n; i++) {
      System.arraycopy(first, 0, initial, i * width, width);
    }
    System.arraycopy(random.rand(pictures * width), 0, initial, n * width, pictures * width);
    return HostTensor.ofFloats(initial, n + pictures, width); // (K, D)
  }

  /** Its vectors, n. */
  int vectors() {
    return word.vectors();
  }

  /** All rows that are learned, K: the word's first, then those of the pictures. */
  int rows() {
    return word.vectors() + perImage.size();
  }

  /** The rows before the first step, a table an encoder. */
  List<HostTensor> initial() { // (K, D)
    return initial;
  }

  /** Reads texts with the word in them, as the first encoder does. */
  public Lexicon lexicon() {
    return lexicons.getFirst();
  }

  /** One an encoder. */
  public List<Lexicon> lexicons() {
    return lexicons;
  }

  /** What is written into a template's blank while only the first {@code usable} vectors count. */
  public String written(int usable) {
    return String.join(" ", LearnedWord.tokens(word.placeholder(), usable));
  }

  /** The word of one picture alone. */
  String written(int usable, int picture) {
    return written(usable) + " with " + perImage.get(picture);
  }

  /** The word as prompts may use it, from rows as they are now, a table an encoder. */
  public LearnedWord learned(List<HostTensor> rows) { // (K, D)
    return new LearnedWord(
        word.placeholder(), rows.stream().map(table -> rows(table, 0, vectors())).toList());
  }

  private static int initializer(InversionRequest.Word word, Tokenizer tokenizer) {
    List<Integer> tokens = tokenizer.tokens(word.initializer());
    if (tokens.size() != 1) {
      throw ModelException.badRequest(
          "initializer_token",
          "initializer_token '%s' is %d tokens of this model: use a word that is one token, like cat"
              .formatted(word.initializer(), tokens.size()));
    }
    return tokens.getFirst();
  }

  private static HostTensor rows(HostTensor table, int from, int count) { // (V, D)
    long width = table.shape().dim(1);
    long bytes = width * table.dtype().bytes();
    return new HostTensor(
        table.dtype(), Shape.of(count, width), table.data().asSlice(from * bytes, count * bytes));
  }
}
