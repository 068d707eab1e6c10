package dev.darkroom.text;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.darkroom.text.BytePairs.Merge;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A vocabulary in CLIP's format in which each word of a list is one token; every other text still
 * has an encoding, by bytes. The same words in the same order give the same ids.
 */
public final class HouseVocabulary {
  private final List<Merge> merges;
  private final Map<String, Integer> ids;

  private HouseVocabulary(List<Merge> merges, Map<String, Integer> ids) {
    this.merges = merges;
    this.ids = ids;
  }

  /**
   * The vocabulary of these words.
   *
   * @throws IllegalArgumentException if one is not a single word as the tokenizer cuts texts, in
   *     lower case
   */
  public static HouseVocabulary of(List<String> words) {
    List<Merge> merges = new ArrayList<>();
    for (String word : words) {
      if (!ClipText.words(ClipText.normalized(word)).equals(List.of(word))) {
        throw new IllegalArgumentException(
            "'%s' is no single word in lower case: a word is letters only, or one digit"
                .formatted(word));
      }
      learn(word, merges);
    }
    return new HouseVocabulary(List.copyOf(merges), ids(merges));
  }

  /**
   * Merges the word's first two symbols until one is left. New merges come last, so words learned
   * before stay whole: they never have a choice but the earlier ones.
   */
  private static void learn(String word, List<Merge> merges) {
    List<String> symbols = BytePairs.of(merges).split(word);
    while (symbols.size() > 1) {
      merges.add(new Merge(symbols.get(0), symbols.get(1)));
      symbols = BytePairs.of(merges).split(word);
    }
  }

  private static Map<String, Integer> ids(List<Merge> merges) {
    Map<String, Integer> ids = new LinkedHashMap<>();
    List<String> tokens = new ArrayList<>(ByteAlphabet.all());
    ByteAlphabet.all().forEach(symbol -> tokens.add(symbol + BytePairs.WORD_END));
    merges.forEach(merge -> tokens.add(merge.merged()));
    tokens.add(SpecialTokens.BEGIN);
    tokens.add(SpecialTokens.END);
    tokens.forEach(token -> ids.putIfAbsent(token, ids.size()));
    return ids;
  }

  /** The number of tokens: rows of a token embedding. */
  public int size() {
    return ids.size();
  }

  /**
   * Writes {@code vocab.json}, {@code merges.txt}, {@code tokenizer_config.json} and {@code
   * special_tokens_map.json}, from which {@link Tokenizer#read} and Hugging Face's tools make the
   * tokenizer.
   *
   * @param maxLength ids in an encoding
   */
  public void write(Path folder, int maxLength) throws IOException {
    Map<String, Object> roles = new LinkedHashMap<>();
    roles.put("bos_token", SpecialTokens.BEGIN);
    roles.put("eos_token", SpecialTokens.END);
    roles.put("unk_token", SpecialTokens.END);
    roles.put("pad_token", SpecialTokens.END);
    Map<String, Object> config = new LinkedHashMap<>(roles);
    config.put("add_prefix_space", false);
    config.put("do_lower_case", true);
    config.put("model_max_length", maxLength);
    config.put("tokenizer_class", "CLIPTokenizer");

    StringBuilder lines = new StringBuilder("#version: 0.2\n");
    merges.forEach(m -> lines.append(m.left()).append(' ').append(m.right()).append('\n'));
    Files.createDirectories(folder);
    Files.writeString(folder.resolve("merges.txt"), lines, StandardCharsets.UTF_8);
    ObjectMapper json = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
    json.writeValue(folder.resolve("vocab.json").toFile(), ids);
    json.writeValue(folder.resolve("special_tokens_map.json").toFile(), roles);
    json.writeValue(folder.resolve("tokenizer_config.json").toFile(), config);
  }
}
