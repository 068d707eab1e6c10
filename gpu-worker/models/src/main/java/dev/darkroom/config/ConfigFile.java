package dev.darkroom.config;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.darkroom.failure.ModelException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * A model's configuration file, read strictly: every key is asked for by name, a key that nobody
 * asked for is refused by {@link #finish}, and so is a value that is not one of those supported.
 * {@code null} means the default; keys that start with {@code _} are comments.
 *
 * <pre>{@code
 * ConfigFile config = ConfigFile.read(folder.resolve("config.json"));
 * int channels = config.integer("in_channels", 4, 1, 1024);
 * config.require("class_embed_type", null);
 * config.finish();
 * }</pre>
 *
 * <p>Every refusal is a {@link ModelException} with {@link ModelException.Code#CONFIG_UNSUPPORTED},
 * save a file that is not there.
 */
public final class ConfigFile {
  /** No configuration of a model is longer, in bytes. */
  private static final int MAX_BYTES = 1 << 20;

  private static final int MAX_DEPTH = 32;

  /** No width, number of layers or the like is greater. */
  private static final int MAX_COUNT = 1 << 24;

  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
                  .build())
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS) // Python writes -Infinity
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private final String file;
  private final JsonNode object;
  private final Set<String> asked = new HashSet<>();

  private ConfigFile(String file, JsonNode object) {
    this.file = file;
    this.object = object;
  }

  /**
   * Reads a file.
   *
   * @throws ModelException with {@link ModelException.Code#FILE_MISSING} if it cannot be read
   */
  public static ConfigFile read(Path path) {
    return read(path, MAX_BYTES);
  }

  /** As {@link #read(Path)}, of a file that may be as long as {@code maxBytes}. */
  public static ConfigFile read(Path path, int maxBytes) {
    byte[] content;
    try (InputStream in = Files.newInputStream(path)) {
      content = in.readNBytes(maxBytes + 1);
    } catch (NoSuchFileException e) {
      throw new ModelException(
          ModelException.Code.FILE_MISSING, path + " is missing: the model needs it", e);
    } catch (IOException e) {
      throw new ModelException(
          ModelException.Code.FILE_MISSING, path + " cannot be read: " + e.getMessage(), e);
    }
    if (content.length > maxBytes) {
      throw unsupported(
          shortName(path) + " is longer than " + maxBytes + " bytes: no configuration is");
    }
    return parse(shortName(path), content);
  }

  /** A configuration that is in memory as text; {@code file} is its name in errors. */
  public static ConfigFile of(String file, String text) {
    return parse(file, text.getBytes(StandardCharsets.UTF_8));
  }

  /** A configuration that is in memory already; {@code file} is its name in errors. */
  public static ConfigFile of(String file, JsonNode object) {
    if (!object.isObject()) {
      throw unsupported(file + " is not a JSON object");
    }
    return new ConfigFile(file, object);
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
    return checked(key, JsonNode::isBoolean, "true or false")
        .map(JsonNode::asBoolean)
        .orElse(fallback);
  }

  /** A whole number within [min, max]. */
  public int integer(String key, int fallback, int min, int max) {
    return checked(key, v -> isWhole(v, min, max), "a whole number from " + min + " to " + max)
        .map(JsonNode::asInt)
        .orElse(fallback);
  }

  /** How many or how wide: a whole number of at least 1. */
  public int count(String key, int fallback) {
    return integer(key, fallback, 1, MAX_COUNT);
  }

  /** A finite number within [min, max]. */
  public double number(String key, double fallback, double min, double max) {
    return checked(
            key,
            v -> isFinite(v) && v.asDouble() >= min && v.asDouble() <= max,
            "a number from " + min + " to " + max)
        .map(JsonNode::asDouble)
        .orElse(fallback);
  }

  /** Any text, or empty if there is none. */
  public Optional<String> text(String key) {
    return checked(key, JsonNode::isTextual, "a text").map(JsonNode::asText);
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
    return list(key, ConfigFile::isFinite, "a list of numbers")
        .map(values -> values.stream().map(JsonNode::asDouble).toList());
  }

  /** A list of texts, or empty if there is none. */
  public Optional<List<String>> texts(String key) {
    return list(key, JsonNode::isTextual, "a list of texts")
        .map(values -> values.stream().map(JsonNode::asText).toList());
  }

  /** A list of whole numbers of at least 1, or empty if there is none. */
  public Optional<List<Integer>> counts(String key) {
    return list(
            key, v -> isWhole(v, 1, MAX_COUNT), "a list of whole numbers from 1 to " + MAX_COUNT)
        .map(values -> values.stream().map(JsonNode::asInt).toList());
  }

  /** One whole number of at least 1 for all of {@code places}, or a list with one for each. */
  public List<Integer> countPerPlace(String key, int fallback, int places) {
    if (!object.path(key).isArray()) {
      return Collections.nCopies(places, count(key, fallback));
    }
    List<Integer> list = counts(key).orElseThrow();
    if (list.size() != places) {
      throw refusal(key, "one number, or a list of " + places);
    }
    return list;
  }

  /** The value as it stands, or empty if there is none. */
  public Optional<JsonNode> value(String key) {
    asked.add(key);
    return states(key) ? Optional.of(object.get(key)) : Optional.empty();
  }

  /**
   * A key of which one value alone is supported; missing and null are that value too.
   *
   * @param supported a boolean, number or text; null if nothing but null is
   */
  public void require(String key, @Nullable Object supported) {
    JsonNode wanted = MAPPER.valueToTree(supported);
    checked(key, v -> v.equals(wanted) || sameNumber(v, wanted), wanted.toString());
  }

  /** Keys that change nothing here, whatever their values. */
  public void ignore(String... keys) {
    asked.addAll(Arrays.asList(keys));
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

  /** The refusal of what the file says; {@code right} says what would be right. */
  public ModelException refusal(String key, String right) {
    return refusal(key, states(key) ? object.get(key).toString() : "missing", right);
  }

  /** The refusal of a value; {@code right} says what would be right. */
  public ModelException refusal(String key, String value, String right) {
    return unsupported(
        "%s: %s %s is not supported: use %s".formatted(file, key, abbreviated(value), right));
  }

  private static ConfigFile parse(String name, byte[] content) {
    try {
      return of(name, MAPPER.readTree(content));
    } catch (JsonProcessingException e) {
      throw notJson(name, e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw notJson(name, e.getMessage(), e);
    }
  }

  private Optional<JsonNode> checked(String key, Predicate<JsonNode> right, String words) {
    Optional<JsonNode> value = value(key);
    if (value.isPresent() && !right.test(value.get())) {
      throw refusal(key, words);
    }
    return value;
  }

  private Optional<List<JsonNode>> list(String key, Predicate<JsonNode> element, String words) {
    return checked(
            key,
            v -> v.isArray() && StreamSupport.stream(v.spliterator(), false).allMatch(element),
            words)
        .map(v -> StreamSupport.stream(v.spliterator(), false).toList());
  }

  private static boolean isWhole(JsonNode value, int min, int max) {
    return value.isIntegralNumber()
        && value.canConvertToInt()
        && value.asInt() >= min
        && value.asInt() <= max;
  }

  private static boolean isFinite(JsonNode value) {
    return value.isNumber() && Double.isFinite(value.asDouble());
  }

  private static boolean sameNumber(JsonNode a, JsonNode b) {
    return a.isNumber() && b.isNumber() && a.asDouble() == b.asDouble();
  }

  /** As in {@code unet/config.json}: a model has several files of the same name. */
  private static String shortName(Path path) {
    int names = path.getNameCount();
    return names < 2 ? path.toString() : path.subpath(names - 2, names).toString();
  }

  private static String abbreviated(String value) {
    return value.length() <= 60 ? value : value.substring(0, 57) + "...";
  }

  private static ModelException notJson(String name, @Nullable String why, IOException cause) {
    return new ModelException(
        ModelException.Code.CONFIG_UNSUPPORTED, name + " is not JSON: " + why, cause);
  }

  private static ModelException unsupported(String message) {
    return new ModelException(ModelException.Code.CONFIG_UNSUPPORTED, message);
  }
}
