package dev.darkroom.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.darkroom.config.ConfigFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Which tokens begin, end and fill a text, which were added, and how long an encoding is: from
 * {@code tokenizer_config.json}, {@code special_tokens_map.json} and {@code added_tokens.json},
 * each of which may be absent.
 */
final class SpecialTokens {
  static final String BEGIN = "<|startoftext|>";
  static final String END = "<|endoftext|>";

  private static final String CONFIG = "tokenizer_config.json";
  private static final String MAP = "special_tokens_map.json";
  private static final String ADDED = "added_tokens.json";
  private static final int DEFAULT_LENGTH = 77;

  /** Keys of {@value #CONFIG} that change nothing in how a text becomes ids. */
  private static final List<String> INERT =
      List.of(
          "name_or_path",
          "special_tokens_map_file",
          "tokenizer_file",
          "processor_class",
          "errors",
          "clean_up_tokenization_spaces",
          "return_tensors",
          "use_fast",
          "backend",
          "is_local",
          "legacy",
          "trust_remote_code",
          "max_length",
          "pad_to_multiple_of",
          "pad_token_type_id",
          "stride",
          "truncation_strategy",
          "model_input_names");

  private static final List<String> ROLES =
      List.of("bos_token", "eos_token", "unk_token", "pad_token");

  private final Map<String, AddedToken> added = new LinkedHashMap<>();
  private final Map<String, JsonNode> byRole = new HashMap<>();
  private int maxLength = DEFAULT_LENGTH;

  private SpecialTokens() {}

  /** Reads what there is; {@code known} are added tokens that another file told already. */
  static SpecialTokens read(Path folder, Map<String, Integer> ids, List<AddedToken> known) {
    SpecialTokens special = new SpecialTokens();
    known.forEach(special::add);
    open(folder, ADDED).ifPresent(special::readPlaceholders);
    Optional<ConfigFile> config = open(folder, CONFIG);
    config.ifPresent(special::readConfig);
    boolean decided = config.isPresent() && config.get().states("added_tokens_decoder");
    // Older files state the padding in the map and keep another in the configuration.
    open(folder, MAP).ifPresent(map -> special.readMap(map, decided));
    for (String role : ROLES) {
      TextNode usual = TextNode.valueOf(role.equals("bos_token") ? BEGIN : END);
      special.addFromVocabulary(special.byRole.computeIfAbsent(role, _ -> usual), ids);
    }
    return special;
  }

  /** The tokenizer of this vocabulary with these tokens. */
  Tokenizer tokenizer(Map<String, Integer> ids, BytePairs pairs) {
    Vocabulary.Roles roles =
        new Vocabulary.Roles(id("bos_token"), id("eos_token"), id("unk_token"), id("pad_token"));
    return Tokenizer.of(
        new Vocabulary(ids, new ClipCutting(pairs), roles, maxLength), List.copyOf(added.values()));
  }

  /** An added token as files describe it. */
  static AddedToken added(String file, JsonNode token, int id) {
    String content = token.path("content").asText();
    if (content.isEmpty() || id < 0 || id > TokenizerFiles.MAX_ID) {
      throw TokenizerFiles.refusal(
          "%s: added token %s has no content, or an id outside 0 to %d"
              .formatted(file, token, TokenizerFiles.MAX_ID));
    }
    for (String flag : List.of("lstrip", "rstrip", "single_word")) {
      if (token.path(flag).asBoolean()) {
        throw TokenizerFiles.refusal(
            "%s: added token '%s' has %s, which is not supported".formatted(file, content, flag));
      }
    }
    boolean special = token.path("special").asBoolean();
    return new AddedToken(content, id, token.path("normalized").asBoolean(!special));
  }

  private static Optional<ConfigFile> open(Path folder, String file) {
    Path path = folder.resolve(file);
    return Files.exists(path) ? Optional.of(ConfigFile.read(path)) : Optional.empty();
  }

  private int id(String role) {
    return Objects.requireNonNull(added.get(content(Objects.requireNonNull(byRole.get(role)))))
        .id();
  }

  private void add(AddedToken token) {
    added.putIfAbsent(token.content(), token);
  }

  private void addFromVocabulary(JsonNode token, Map<String, Integer> ids) {
    String content = content(token);
    if (!added.containsKey(content)) {
      Integer id = ids.get(content);
      if (id == null) {
        throw TokenizerFiles.refusal("special token '" + content + "' is not in the vocabulary");
      }
      add(new AddedToken(content, id, token.path("normalized").asBoolean(false)));
    }
  }

  /** A token stands as a text or as an object with flags. */
  private static String content(JsonNode token) {
    return token.isTextual() ? token.asText() : token.path("content").asText();
  }

  private void readPlaceholders(ConfigFile file) {
    file.object()
        .properties()
        .forEach(entry -> {
          int id = file.integer(entry.getKey(), 0, 0, TokenizerFiles.MAX_ID);
          add(new AddedToken(entry.getKey(), id, true));
        });
  }

  private void readConfig(ConfigFile config) {
    config.choice(
        "tokenizer_class",
        "CLIPTokenizer",
        Map.of("CLIPTokenizer", true, "CLIPTokenizerFast", true));
    config.require("do_lower_case", true);
    config.require("add_prefix_space", false);
    config.require("add_bos_token", true);
    config.require("add_eos_token", true);
    config.require("padding_side", "right");
    config.require("truncation_side", "right");
    double length = config.number("model_max_length", DEFAULT_LENGTH, 3, Double.MAX_VALUE);
    maxLength = length > Integer.MAX_VALUE ? DEFAULT_LENGTH : (int) length; // 1e30 is "not said"
    config
        .value("added_tokens_decoder")
        .ifPresent(tokens ->
            tokens
                .properties()
                .forEach(entry -> add(added(CONFIG, entry.getValue(), idOf(entry.getKey())))));
    readRoles(config);
    INERT.forEach(config::ignore);
    config.finish();
  }

  private void readMap(ConfigFile map, boolean decided) {
    if (!decided) {
      readRoles(map);
    }
  }

  private void readRoles(ConfigFile file) {
    for (String role : ROLES) {
      file.value(role)
          .filter(token -> !content(token).isEmpty())
          .ifPresent(token -> byRole.put(role, token));
    }
    for (String more : List.of("additional_special_tokens", "extra_special_tokens")) {
      file.value(more)
          .filter(tokens -> !tokens.isEmpty())
          .ifPresent(tokens -> {
            throw file.refusal(more, tokens.toString(), "an empty list");
          });
    }
  }

  private static int idOf(String key) {
    return key.matches("\\d{1,9}") ? Integer.parseInt(key) : -1;
  }
}
