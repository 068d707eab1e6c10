package dev.darkroom.text;

import com.fasterxml.jackson.databind.JsonNode;
import dev.darkroom.config.ConfigFile;
import dev.darkroom.failure.ModelException;
import dev.darkroom.text.BytePairs.Merge;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The vocabulary and the merges of a tokenizer's folder, from either layout. */
final class TokenizerFiles {
  /** No vocabulary or list of merges is longer, in bytes. */
  private static final int MAX_BYTES = 64 << 20;

  /** No id is larger. */
  static final int MAX_ID = 1 << 22;

  private static final String VOCAB = "vocab.json";
  private static final String MERGES = "merges.txt";
  private static final String TOKENIZER = "tokenizer.json";

  private TokenizerFiles() {}

  static Tokenizer read(Path folder) {
    Map<String, Integer> ids;
    List<Merge> merges;
    List<AddedToken> added = new ArrayList<>();
    if (Files.exists(folder.resolve(VOCAB)) || !Files.exists(folder.resolve(TOKENIZER))) {
      ids = vocabulary(VOCAB, ConfigFile.read(folder.resolve(VOCAB), MAX_BYTES).object());
      merges = mergesOf(folder.resolve(MERGES));
    } else {
      ConfigFile file = ConfigFile.read(folder.resolve(TOKENIZER), MAX_BYTES);
      TokenizerJson.check(file);
      ids = vocabulary(TOKENIZER, file.object().at("/model/vocab"));
      merges = TokenizerJson.merges(file.object().at("/model/merges"));
      added.addAll(TokenizerJson.addedTokens(file.object().path("added_tokens")));
    }
    for (Merge merge : merges) {
      requireKnown(ids, merge.left());
      requireKnown(ids, merge.right());
      requireKnown(ids, merge.merged());
    }
    return SpecialTokens.read(folder, ids, added).tokenizer(ids, BytePairs.of(merges));
  }

  static ModelException refusal(String message) {
    return new ModelException(ModelException.Code.CONFIG_UNSUPPORTED, message);
  }

  private static Map<String, Integer> vocabulary(String file, JsonNode object) {
    if (!object.isObject() || object.isEmpty()) {
      throw refusal(file + " holds no vocabulary: expected an object of token to id");
    }
    Map<String, Integer> ids = HashMap.newHashMap(object.size());
    object
        .properties()
        .forEach(entry -> {
          JsonNode id = entry.getValue();
          if (!id.isInt() || id.intValue() < 0 || id.intValue() > MAX_ID) {
            throw refusal(
                "%s: the id of '%s' is %s: use a whole number from 0 to %d"
                    .formatted(file, entry.getKey(), id, MAX_ID));
          }
          ids.put(entry.getKey(), id.intValue());
        });
    return ids;
  }

  private static List<Merge> mergesOf(Path file) {
    List<Merge> merges = new ArrayList<>();
    int number = 0;
    for (String line : text(file).lines().toList()) {
      number++;
      boolean version = number == 1 && line.startsWith("#version");
      if (!version && !line.isBlank()) {
        merges.add(merge(line.strip(), MERGES + ": line " + number));
      }
    }
    return merges;
  }

  /** Two symbols with a space between. */
  static Merge merge(String pair, String where) {
    String[] parts = pair.split(" ", -1);
    if (parts.length != 2 || parts[0].isEmpty() || parts[1].isEmpty()) {
      throw refusal(where + " is no merge: expected two symbols with a space between");
    }
    return new Merge(parts[0], parts[1]);
  }

  private static void requireKnown(Map<String, Integer> ids, String symbol) {
    if (!ids.containsKey(symbol)) {
      throw refusal("the merges make '" + symbol + "', which is not in the vocabulary");
    }
  }

  static String text(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] content = in.readNBytes(MAX_BYTES + 1);
      if (content.length > MAX_BYTES) {
        throw refusal(file.getFileName() + " is longer than " + MAX_BYTES + " bytes");
      }
      return new String(content, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new ModelException(
          ModelException.Code.FILE_MISSING, file + " cannot be read: " + e.getMessage(), e);
    }
  }
}
