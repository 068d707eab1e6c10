package dev.darkroom.text;

import dev.darkroom.failure.ModelException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * CLIP's tokenizer (Radford et al. 2021), equal to Hugging Face's {@code CLIPTokenizer}: special
 * tokens are found in the raw text, placeholders in the normalized one, and what is left is cut
 * into words and each word into byte pairs. Immutable, and safe for several threads.
 */
public final class Tokenizer {
  /** No longer text is taken, in UTF-16 units: some hundred times what a model can read. */
  public static final int MAX_CHARACTERS = 1 << 16;

  private final Vocabulary vocabulary;
  private final List<AddedToken> added;
  private final AddedTokens inRawText;
  private final AddedTokens inNormalizedText;
  private final Map<Integer, List<Integer>> tails;

  private Tokenizer(
      Vocabulary vocabulary, List<AddedToken> added, Map<Integer, List<Integer>> tails) {
    this.vocabulary = vocabulary;
    this.added = List.copyOf(added);
    this.tails = Map.copyOf(tails);
    Cutting cutting = vocabulary.cutting();
    this.inRawText = AddedTokens.of(added.stream().filter(t -> !t.normalized()).toList(), cutting);
    this.inNormalizedText =
        AddedTokens.of(added.stream().filter(AddedToken::normalized).toList(), cutting);
  }

  static Tokenizer of(Vocabulary vocabulary, List<AddedToken> added) {
    return new Tokenizer(vocabulary, added, Map.of());
  }

  /**
   * Reads the folder of a tokenizer of CLIP's: {@code vocab.json} and {@code merges.txt}, or {@code
   * tokenizer.json}; with them {@code tokenizer_config.json}, {@code special_tokens_map.json} and
   * {@code added_tokens.json} where they are.
   *
   * @throws ModelException if a file is missing, or is no tokenizer of CLIP's kind
   */
  public static Tokenizer read(Path folder) {
    return TokenizerFiles.read(folder);
  }

  /**
   * Reads the folder of a tokenizer of BERT's, uncased: {@code vocab.txt}, a token a line, and
   * {@code tokenizer_config.json} where it is.
   *
   * @param maxLength ids in an encoding; the files say what BERT itself could read
   * @throws ModelException if the vocabulary is missing, or the tokenizer is of another kind
   */
  public static Tokenizer readWordPieces(Path folder, int maxLength) {
    return WordPieceFiles.read(folder, maxLength);
  }

  /**
   * A text in the model's length.
   *
   * @throws ModelException if it is longer than {@link #MAX_CHARACTERS}
   */
  public Encoding encode(String text) {
    return layOut(tokens(text));
  }

  /** Tokens in the model's length, between beginning and end; what is longer is cut. */
  public Encoding layOut(List<Integer> tokens) {
    int room = vocabulary.maxLength() - 2;
    int kept = Math.min(tokens.size(), room);
    List<Integer> ids = new ArrayList<>(vocabulary.maxLength());
    ids.add(vocabulary.begin());
    ids.addAll(tokens.subList(0, kept));
    ids.add(vocabulary.end());
    ids.addAll(Collections.nCopies(room - kept, vocabulary.pad()));
    return new Encoding(ids, kept + 2, tokens.size() - kept);
  }

  /** All tokens of a text, as many as there are, with neither beginning nor end. */
  public List<Integer> tokens(String text) {
    if (text.length() > MAX_CHARACTERS) {
      throw ModelException.badRequest(
          "prompt",
          "a text of %d characters is too long: use at most %d"
              .formatted(text.length(), MAX_CHARACTERS));
    }
    List<Integer> ids = new ArrayList<>();
    inRawText.split(text, raw -> addNormalized(cutting().normalized(raw), ids), ids::add);
    return tails.isEmpty() ? ids : expanded(ids);
  }

  private List<Integer> expanded(List<Integer> ids) {
    List<Integer> all = new ArrayList<>(ids.size());
    for (int i = 0; i < ids.size(); i++) {
      List<Integer> tail = tails.getOrDefault(ids.get(i), List.of());
      int end = i + 1 + tail.size();
      boolean written = end <= ids.size() && ids.subList(i + 1, end).equals(tail);
      all.add(ids.get(i));
      if (!written) {
        all.addAll(tail);
      }
    }
    return all;
  }

  private void addNormalized(String normalized, List<Integer> ids) {
    inNormalizedText.split(
        normalized,
        plain -> cutting().words(plain).forEach(word -> ids.addAll(vocabulary.encode(word))),
        ids::add);
  }

  /**
   * This tokenizer with one more token, which gets the next free id, {@link #size}. It is found in
   * any case, also inside words.
   *
   * @throws ModelException if the text is a token already, or empty
   */
  public Tokenizer withPlaceholder(String content) {
    if (content.isBlank()) {
      throw ModelException.badRequest("placeholder_token", "the placeholder token is blank");
    }
    if (idOf(content).isPresent()) {
      throw ModelException.badRequest(
          "placeholder_token",
          "'%s' is a token of this model already: use another word".formatted(content));
    }
    List<AddedToken> more = new ArrayList<>(added);
    more.add(new AddedToken(content, size(), true));
    return new Tokenizer(vocabulary, more, tails);
  }

  /**
   * This tokenizer with a word of several tokens, all placeholders. Where the first stands in a
   * text the others follow it, whether they are written out or not.
   *
   * @throws ModelException as {@link #withPlaceholder}
   */
  public Tokenizer withWord(List<String> tokens) {
    Tokenizer extended = this;
    for (String token : tokens) {
      extended = extended.withPlaceholder(token);
    }
    Map<Integer, List<Integer>> more = new HashMap<>(tails);
    int first = extended.size() - tokens.size();
    more.put(first, IntStream.range(first + 1, extended.size()).boxed().toList());
    return new Tokenizer(vocabulary, extended.added, more);
  }

  /** The id of a text that is one token: a placeholder, a special token, or a vocabulary entry. */
  public Optional<Integer> idOf(String token) {
    String normalized = cutting().normalized(token);
    return added.stream()
        .filter(t -> t.pattern(cutting()).equals(t.normalized() ? normalized : token))
        .findFirst()
        .map(AddedToken::id)
        .or(() -> vocabulary.idOf(token));
  }

  /** One more than the largest id: how many rows a token embedding needs. */
  public int size() {
    int largest = added.stream().mapToInt(AddedToken::id).max().orElse(-1);
    return Math.max(vocabulary.size(), largest + 1);
  }

  /** Ids in an encoding: what the text encoder was trained on. */
  public int maxLength() {
    return vocabulary.maxLength();
  }

  /** The id before every text. */
  public int begin() {
    return vocabulary.begin();
  }

  /** The id after every text. */
  public int end() {
    return vocabulary.end();
  }

  /** The id that fills what is left. */
  public int pad() {
    return vocabulary.pad();
  }

  private Cutting cutting() {
    return vocabulary.cutting();
  }
}
