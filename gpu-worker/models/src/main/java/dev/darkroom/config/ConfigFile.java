package dev.darkroom.config;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.darkroom.model.ModelException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One configuration file, read key by key. A key that is absent or null has its default; a key that
 * nobody has read when {@link #finish} is called is refused by name, so nothing is ever ignored.
 * Keys that begin with an underscore are notes.
 */
public final class ConfigFile {
  private static final int MAX_BYTES = 4 << 20;
  private static final ObjectMapper JSON =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNestingDepth(32).build())
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .build())
          .enable(com.fasterxml.jackson.core.json.JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .build();

  private final String name;
  private final JsonNode root;
  private final Set<String> seen = new HashSet<>();

  private ConfigFile(String name, JsonNode root) {
    this.name = name;
    this.root = root;
  }

  /**
   * Reads a file.
   *
   * @throws ModelException if the file is missing, too large or not a JSON object
   */
  public static ConfigFile read(Path file) {
    try {
      if (!Files.isRegularFile(file)) {
        throw new ModelException(
            ModelException.Code.FILE_MISSING, file + " is missing: a model folder needs it");
      }
      if (Files.size(file) > MAX_BYTES) {
        throw damaged(
            file + " has " + Files.size(file) + " bytes, over the " + MAX_BYTES + " allowed");
      }
      return of(String.valueOf(file), Files.readString(file));
    } catch (IOException e) {
      throw damaged(file + " cannot be read as text: " + e.getMessage());
    }
  }

  /**
   * Reads a text.
   *
   * @param name of the source, for messages
   * @param text a JSON object
   */
  public static ConfigFile of(String name, String text) {
    try {
      JsonNode root = JSON.readTree(text);
      if (root == null || !root.isObject()) {
        throw damaged(name + " is not a JSON object");
      }
      return new ConfigFile(name, root);
    } catch (IOException e) {
      throw damaged(
          name + " is not JSON: " + String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
    }
  }

  public String name() {
    return name;
  }

  /** The class that the file says it is for; empty if it does not say. */
  public String className() {
    return root.path("_class_name").asText("");
  }

  /** Whether the key is there and not null. */
  public boolean has(String key) {
    return root.hasNonNull(key);
  }

  public int integer(String key, int absent) {
    Optional<JsonNode> value = value(key);
    if (value.isEmpty()) {
      return absent;
    }
    if (!value.get().canConvertToInt() || !value.get().isIntegralNumber()) {
      throw unsupported(key, "a whole number is needed");
    }
    return value.get().intValue();
  }

  /** A whole number of at least 1. */
  public int positive(String key, int absent) {
    int value = integer(key, absent);
    if (value < 1) {
      throw unsupported(key, "at least 1 is needed");
    }
    return value;
  }

  public double number(String key, double absent) {
    Optional<JsonNode> value = value(key);
    if (value.isPresent() && !value.get().isNumber()) {
      throw unsupported(key, "a number is needed");
    }
    return value.map(JsonNode::doubleValue).orElse(absent);
  }

  public boolean flag(String key, boolean absent) {
    Optional<JsonNode> value = value(key);
    if (value.isPresent() && !value.get().isBoolean()) {
      throw unsupported(key, "true or false is needed");
    }
    return value.map(JsonNode::booleanValue).orElse(absent);
  }

  public String text(String key, String absent) {
    Optional<JsonNode> value = value(key);
    if (value.isPresent() && !value.get().isTextual()) {
      throw unsupported(key, "a text is needed");
    }
    return value.map(JsonNode::textValue).orElse(absent);
  }

  /** One of these words. */
  public String word(String key, String absent, String... supported) {
    String value = text(key, absent);
    if (!Arrays.asList(supported).contains(value)) {
      throw unsupported(key, "supported: " + String.join(", ", supported));
    }
    return value;
  }

  public List<Integer> integers(String key, List<Integer> absent) {
    Optional<JsonNode> value = value(key);
    if (value.isEmpty()) {
      return absent;
    }
    List<Integer> list = new ArrayList<>();
    for (JsonNode element : list(key, value.get())) {
      if (!element.isInt()) {
        throw unsupported(key, "a list of whole numbers is needed");
      }
      list.add(element.intValue());
    }
    return List.copyOf(list);
  }

  /** One whole number for all of {@code count} places, or a list with one for each. */
  public List<Integer> perPlace(String key, int absent, int count) {
    Optional<JsonNode> value = value(key);
    if (value.isPresent() && value.get().isArray()) {
      List<Integer> list = integers(key, List.of());
      if (list.size() != count) {
        throw unsupported(key, "one number or " + count + " are needed");
      }
      return list;
    }
    return java.util.Collections.nCopies(count, integer(key, absent));
  }

  public List<Double> numbers(String key, List<Double> absent) {
    Optional<JsonNode> value = value(key);
    if (value.isEmpty()) {
      return absent;
    }
    List<Double> list = new ArrayList<>();
    for (JsonNode element : list(key, value.get())) {
      if (!element.isNumber()) {
        throw unsupported(key, "a list of numbers is needed");
      }
      list.add(element.doubleValue());
    }
    return List.copyOf(list);
  }

  public List<String> texts(String key, List<String> absent) {
    Optional<JsonNode> value = value(key);
    if (value.isEmpty()) {
      return absent;
    }
    List<String> list = new ArrayList<>();
    for (JsonNode element : list(key, value.get())) {
      if (!element.isTextual()) {
        throw unsupported(key, "a list of texts is needed");
      }
      list.add(element.textValue());
    }
    return List.copyOf(list);
  }

  /** Reads a key whose only supported value is this one (or absent). */
  public ConfigFile only(String key, Object supported) {
    value(key)
        .ifPresent(value -> {
          boolean equal =
              switch (supported) {
                case Boolean b -> value.isBoolean() && value.booleanValue() == b;
                case Number n -> value.isNumber() && value.doubleValue() == n.doubleValue();
                default -> value.isTextual() && value.textValue().equals(supported);
              };
          if (!equal) {
            throw unsupported(key, "only " + supported + " is supported");
          }
        });
    return this;
  }

  /** Reads keys that must be absent or null. */
  public ConfigFile none(String... keys) {
    for (String key : keys) {
      if (value(key).isPresent()) {
        throw unsupported(key, "only null is supported");
      }
    }
    return this;
  }

  /** Reads keys that change nothing in what we do, such as the version that wrote the file. */
  public ConfigFile irrelevant(String... keys) {
    seen.addAll(Arrays.asList(keys));
    return this;
  }

  /**
   * Refuses every key that was not read.
   *
   * @throws ModelException that names the first
   */
  public void finish() {
    for (Iterator<String> keys = root.fieldNames(); keys.hasNext(); ) {
      String key = keys.next();
      if (!key.startsWith("_") && !seen.contains(key) && !root.path(key).isNull()) {
        throw damaged(
            name
                + ": the key '"
                + key
                + "' is not known: remove it if it has no effect on the model");
      }
    }
  }

  /** The refusal of what {@code key} says. */
  public ModelException unsupported(String key, String right) {
    return damaged(
        name
            + ": "
            + key
            + " = "
            + clip(root.path(key).toString())
            + " is not supported: "
            + right);
  }

  private static ModelException damaged(String message) {
    return new ModelException(ModelException.Code.CONFIG_UNSUPPORTED, message);
  }

  /** The value as it stands, or empty if there is none. */
  public Optional<JsonNode> value(String key) {
    seen.add(key);
    return root.hasNonNull(key) ? Optional.of(root.get(key)) : Optional.empty();
  }

  private JsonNode list(String key, JsonNode value) {
    if (!value.isArray()) {
      throw unsupported(key, "a list is needed");
    }
    return value;
  }

  private static String clip(String text) {
    return text.length() <= 120 ? text : text.substring(0, 120) + "…";
  }
}
