package dev.darkroom.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * A model's configuration file, read strictly: every key is asked for by name, a key that nobody
 * asked for is refused by {@link #finish}, and so is a value that is not one of those supported.
 * {@code null} means the default; keys that start with {@code _} are comments.
 *
 * <pre>{@code
 * ConfigReader config = ConfigReader.read(folder.resolve("config.json"));
 * int channels = config.integer("in_channels", 4, 1, 1024);
 * config.require("class_embed_type", null);
 * config.finish();
 * }</pre>
 *
 * <p>Every refusal is a {@link ModelException} with {@link ModelException.Code#CONFIG_UNSUPPORTED},
 * save a file that is not there.
 */
public final class ConfigReader {
  /** No configuration of a model is longer, in bytes. */
  private static final int MAX_BYTES = 1 << 20;

  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS) // Python writes -Infinity
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private final String file;
  private final JsonNode object;
  private final Set<String> asked = new HashSet<>();

  private ConfigReader(String file, JsonNode object) {
    this.file = file;
    this.object = object;
  }

  /**
   * Reads a file.
   *
   * @throws ModelException with {@link ModelException.Code#FILE_MISSING} if it cannot be read
   */
  public static ConfigReader read(Path path) {
    return read(path, MAX_BYTES);
  }

  /** As {@link #read(Path)}, of a file that may be as long as {@code maxBytes}. */
  public static ConfigReader read(Path path, int maxBytes) {
    String name = String.valueOf(path.getFileName());
    byte[] content;
    try (InputStream in = Files.newInputStream(path)) {
      content = in.readNBytes(maxBytes + 1);
    } catch (IOException e) {
      throw new ModelException(
          ModelException.Code.FILE_MISSING, path + " cannot be read: " + e.getMessage(), e);
    }
    if (content.length > maxBytes) {
      throw unsupported(name + " is longer than " + maxBytes + " bytes: no configuration is");
    }
    try {
      return of(name, MAPPER.readTree(content));
    } catch (JsonProcessingException e) {
      throw new ModelException(
          ModelException.Code.CONFIG_UNSUPPORTED,
          name + " is not JSON: " + e.getOriginalMessage(),
          e);
    } catch (IOException e) {
      throw new ModelException(
          ModelException.Code.CONFIG_UNSUPPORTED, name + " is not JSON: " + e.getMessage(), e);
    }
  }

  /** A configuration that is in memory already; {@code file} is its name in errors. */
  public static ConfigReader of(String file, JsonNode object) {
    if (!object.isObject()) {
      throw unsupported(file + " is not a JSON object");
    }
    return new ConfigReader(file, object);
  }

  /** The whole object, for whoever needs it as it stands. */
  public JsonNode object() {
    return object;
  }

  /** True if the key is there and not null. Does not count as asking for it. */
  public boolean states(String key) {
    return object.hasNonNull(key);
  }

  /** true or false. */
  public boolean flag(String key, boolean fallback) {
    Optional<JsonNode> value = value(key);
    value.filter(v -> !v.isBoolean()).ifPresent(v -> refuse(key, v, "true or false"));
    return value.map(JsonNode::asBoolean).orElse(fallback);
  }

  /** A whole number within [min, max]. */
  public int integer(String key, int fallback, int min, int max) {
    Optional<JsonNode> value = value(key);
    value
        .filter(v -> !v.isIntegralNumber() || !v.canConvertToInt() || outside(v, min, max))
        .ifPresent(v -> refuse(key, v, "a whole number from " + min + " to " + max));
    return value.map(JsonNode::asInt).orElse(fallback);
  }

  /** A finite number within [min, max]. */
  public double number(String key, double fallback, double min, double max) {
    Optional<JsonNode> value = value(key);
    value
        .filter(v -> !v.isNumber() || !Double.isFinite(v.asDouble()) || outside(v, min, max))
        .ifPresent(v -> refuse(key, v, "a number from " + min + " to " + max));
    return value.map(JsonNode::asDouble).orElse(fallback);
  }

  /** Any text, or empty if there is none. */
  public Optional<String> text(String key) {
    Optional<JsonNode> value = value(key);
    value.filter(v -> !v.isTextual()).ifPresent(v -> refuse(key, v, "a text"));
    return value.map(JsonNode::asText);
  }

  /** One of the values of {@code choices}, by its name there. */
  public <T> T choice(String key, String fallback, Map<String, T> choices) {
    Optional<JsonNode> value = value(key);
    T chosen = choices.get(value.map(JsonNode::asText).orElse(fallback));
    if (chosen == null) {
      String names = String.join(" or ", new TreeSet<>(choices.keySet()));
      throw refusal(key, value.map(JsonNode::toString).orElse("missing"), names);
    }
    return chosen;
  }

  /** A list of finite numbers, or empty if there is none. */
  public Optional<List<Double>> numbers(String key) {
    Optional<JsonNode> value = value(key);
    value
        .filter(
            v -> !v.isArray() || StreamSupport.stream(v.spliterator(), false).anyMatch(this::odd))
        .ifPresent(v -> refuse(key, v, "a list of numbers"));
    return value.map(
        v -> StreamSupport.stream(v.spliterator(), false).map(JsonNode::asDouble).toList());
  }

  /** The value as it stands, or empty if there is none. */
  public Optional<JsonNode> value(String key) {
    asked.add(key);
    return object.hasNonNull(key) ? Optional.of(object.get(key)) : Optional.empty();
  }

  /**
   * A key of which one value alone is supported; missing and null are that value too.
   *
   * @param supported a boolean, number or text; null if nothing but null is
   */
  public void require(String key, @Nullable Object supported) {
    JsonNode wanted = MAPPER.valueToTree(supported);
    value(key)
        .filter(v -> !v.equals(wanted) && !sameNumber(v, wanted))
        .ifPresent(v -> refuse(key, v, wanted.toString()));
  }

  /** A key that changes nothing here, whatever its value. */
  public void ignore(String key) {
    asked.add(key);
  }

  /** Refuses every key that nobody asked for. */
  public void finish() {
    Set<String> unknown = new TreeSet<>();
    object.fieldNames().forEachRemaining(unknown::add);
    unknown.removeAll(asked);
    unknown.removeIf(key -> key.startsWith("_") || !states(key));
    if (!unknown.isEmpty()) {
      throw unsupported(
          "%s: unknown key %s: known are %s"
              .formatted(file, String.join(", ", unknown), new TreeSet<>(asked)));
    }
  }

  /** The refusal of a value; {@code right} says what would be right. */
  public ModelException refusal(String key, String value, String right) {
    return unsupported(
        "%s: %s %s is not supported: use %s".formatted(file, key, abbreviated(value), right));
  }

  private void refuse(String key, JsonNode value, String right) {
    throw refusal(key, value.toString(), right);
  }

  private boolean odd(JsonNode value) {
    return !value.isNumber() || !Double.isFinite(value.asDouble());
  }

  private static boolean outside(JsonNode value, double min, double max) {
    return value.asDouble() < min || value.asDouble() > max;
  }

  private static boolean sameNumber(JsonNode a, JsonNode b) {
    return a.isNumber() && b.isNumber() && a.asDouble() == b.asDouble();
  }

  private static String abbreviated(String value) {
    return value.length() <= 60 ? value : value.substring(0, 57) + "...";
  }

  private static ModelException unsupported(String message) {
    return new ModelException(ModelException.Code.CONFIG_UNSUPPORTED, message);
  }
}
