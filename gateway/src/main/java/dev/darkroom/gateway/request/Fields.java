package dev.darkroom.gateway.request;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.darkroom.gateway.problem.Problem;
import dev.darkroom.gateway.problem.ProblemCode;
import dev.darkroom.gateway.problem.ProblemException;
import dev.darkroom.job.id.Nearest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The fields of one JSON object, read by name; every misfit is a problem that names its field. */
public final class Fields {
  private static final int MAX_SHOWN = 60;

  private final ObjectNode object;

  public Fields(ObjectNode object) {
    this.object = object;
  }

  /** Refuses the first field that is not among the known, and says which was probably meant. */
  public void refuseUnknown(String what, Set<String> known) {
    object
        .fieldNames()
        .forEachRemaining(name -> {
          if (!known.contains(name)) {
            throw unknown(what, name, known);
          }
        });
  }

  /** The first of these fields that there is. */
  Optional<String> firstOf(List<String> names) {
    return names.stream().filter(this::has).findFirst();
  }

  /** Refuses the first of these fields that there is: it does not go with what the others say. */
  void refuse(List<String> names, String why) {
    firstOf(names)
        .ifPresent(name -> {
          throw problem(ProblemCode.FIELDS_CONFLICT, name, name + " " + why + ": leave it out");
        });
  }

  public String requiredText(String name, int maxChars) {
    return text(name, maxChars).orElseThrow(() -> missing(name));
  }

  /** Text without half characters and without NUL, so that it can be stored and shown anywhere. */
  public Optional<String> text(String name, int maxChars) {
    @Nullable JsonNode node = object.get(name);
    if (node == null) {
      return Optional.empty();
    }
    if (!node.isTextual()) {
      throw wrongType(name, node, "a string");
    }
    return Optional.of(checkedText(name, node.textValue(), maxChars));
  }

  /** A whole number; 20.0 is one too. */
  public OptionalLong integer(String name) {
    @Nullable JsonNode node = object.get(name);
    if (node == null) {
      return OptionalLong.empty();
    }
    if (!node.isNumber()) {
      throw wrongType(name, node, "an integer");
    }
    if (!node.canConvertToExactIntegral()) {
      throw problem(ProblemCode.WRONG_TYPE, name, name + " " + shown(node) + " is no integer");
    }
    if (!node.canConvertToLong()) {
      throw problem(
          ProblemCode.VALUE_OUT_OF_RANGE,
          name,
          name + " " + shown(node) + " does not fit in 64 bits");
    }
    return OptionalLong.of(node.longValue());
  }

  public long integer(String name, long absent, long min, long max) {
    long value = integer(name).orElse(absent);
    if (value < min || value > max) {
      throw problem(
          ProblemCode.VALUE_OUT_OF_RANGE,
          name,
          name + " " + value + " is not in " + min + " … " + max);
    }
    return value;
  }

  double number(String name, double absent, double min, double max) {
    double value = number(name).orElse(absent);
    if (!(value >= min && value <= max)) {
      throw problem(
          ProblemCode.VALUE_OUT_OF_RANGE,
          name,
          name + " " + value + " is not in " + plain(min) + " … " + plain(max));
    }
    return value;
  }

  public boolean flag(String name, boolean absent) {
    @Nullable JsonNode node = object.get(name);
    if (node == null) {
      return absent;
    }
    if (!node.isBoolean()) {
      throw wrongType(name, node, "true or false");
    }
    return node.booleanValue();
  }

  /** A number that may be left out; the bounds are inclusive. */
  OptionalDouble number(String name, double min, double max) {
    return has(name) ? OptionalDouble.of(number(name, min, min, max)) : OptionalDouble.empty();
  }

  /** A whole number that may be left out. */
  public OptionalInt integer(String name, int min, int max) {
    return has(name) ? OptionalInt.of((int) integer(name, min, min, max)) : OptionalInt.empty();
  }

  public boolean has(String name) {
    return object.has(name);
  }

  /** One of a few words. */
  public String choice(String name, String absent, List<String> known) {
    String value = text(name, MAX_SHOWN).orElse(absent);
    if (!known.contains(value)) {
      throw Choice.unknown(ProblemCode.UNKNOWN_VALUE, name, value, known);
    }
    return value;
  }

  /** A list of texts, empty where the field is absent. */
  List<String> list(String name, int maxItems, int maxChars) {
    List<String> texts = new ArrayList<>();
    for (JsonNode item : items(name, maxItems, "an array of strings")) {
      String path = name + "[" + texts.size() + "]";
      if (!item.isTextual()) {
        throw wrongType(path, item, "a string");
      }
      texts.add(checkedText(path, item.textValue(), maxChars));
    }
    return texts;
  }

  /** A list of whole numbers from 0, empty where the field is absent. */
  List<Long> numbers(String name, int maxItems) {
    List<Long> numbers = new ArrayList<>();
    for (JsonNode item : items(name, maxItems, "an array of integers")) {
      String path = name + "[" + numbers.size() + "]";
      if (!item.canConvertToLong() || !item.isIntegralNumber() || item.longValue() < 0) {
        throw problem(
            ProblemCode.VALUE_OUT_OF_RANGE, path, path + " is not an integer of 0 or more");
      }
      numbers.add(item.longValue());
    }
    return numbers;
  }

  /**
   * A list of objects, empty where the field is absent. Their fields are called by their whole
   * paths: {@code loras[0].name}.
   */
  List<Fields> objects(String name, int maxItems) {
    List<Fields> objects = new ArrayList<>();
    for (JsonNode item : items(name, maxItems, "an array of objects")) {
      String path = name + "[" + objects.size() + "]";
      if (!item.isObject()) {
        throw wrongType(path, item, "an object");
      }
      ObjectNode named = object.objectNode();
      item.properties().forEach(field -> named.set(path + "." + field.getKey(), field.getValue()));
      objects.add(new Fields(named));
    }
    return objects;
  }

  /** One object; its fields are called by their whole paths: {@code offer.kinds}. */
  public Optional<Fields> object(String name) {
    @Nullable JsonNode node = object.get(name);
    if (node == null) {
      return Optional.empty();
    }
    if (!node.isObject()) {
      throw wrongType(name, node, "an object");
    }
    ObjectNode named = object.objectNode();
    node.properties().forEach(field -> named.set(name + "." + field.getKey(), field.getValue()));
    return Optional.of(new Fields(named));
  }

  /** The names of the fields that there are. */
  public Set<String> names() {
    Set<String> names = new LinkedHashSet<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }

  private JsonNode items(String name, int maxItems, String right) {
    @Nullable JsonNode node = object.get(name);
    if (node == null) {
      return object.arrayNode();
    }
    if (!node.isArray()) {
      throw wrongType(name, node, right);
    }
    if (node.size() > maxItems) {
      throw problem(
          ProblemCode.VALUE_OUT_OF_RANGE,
          name,
          name + " has " + node.size() + " items: use at most " + maxItems);
    }
    return node;
  }

  /** A map of texts, empty where the field is absent. */
  public Map<String, String> texts(String name, int maxPairs, int maxKey, int maxValue) {
    @Nullable JsonNode node = object.get(name);
    if (node == null) {
      return Map.of();
    }
    if (!node.isObject()) {
      throw wrongType(name, node, "an object of strings");
    }
    if (node.size() > maxPairs) {
      throw problem(
          ProblemCode.VALUE_OUT_OF_RANGE,
          name,
          name + " has " + node.size() + " pairs: use at most " + maxPairs);
    }
    Map<String, String> texts = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> pair : node.properties()) {
      String key = checkedText(name, pair.getKey(), maxKey);
      String path = name + "." + clip(key);
      if (!pair.getValue().isTextual()) {
        throw wrongType(path, pair.getValue(), "a string");
      }
      texts.put(key, checkedText(path, pair.getValue().textValue(), maxValue));
    }
    return texts;
  }

  private OptionalDouble number(String name) {
    @Nullable JsonNode node = object.get(name);
    if (node == null) {
      return OptionalDouble.empty();
    }
    if (!node.isNumber()) {
      throw wrongType(name, node, "a number");
    }
    return OptionalDouble.of(node.doubleValue());
  }

  private static String checkedText(String name, String text, int maxChars) {
    if (text.length() > maxChars) {
      throw problem(
          ProblemCode.TEXT_TOO_LONG,
          name,
          name + " has " + text.length() + " characters: use at most " + maxChars);
    }
    for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
      int c = text.codePointAt(i);
      if (c == 0 || (Character.MIN_SURROGATE <= c && c <= Character.MAX_SURROGATE)) {
        throw problem(
            ProblemCode.INVALID_TEXT,
            name,
            String.format(
                "%s has U+%04X at character %d, which is no character: leave it out", name, c, i));
      }
    }
    return text;
  }

  private static ProblemException unknown(String what, String name, Set<String> known) {
    String shown = clip(name);
    String hint =
        Nearest.to(name, known)
            .map(nearest -> "did you mean '" + nearest + "'?")
            .orElseGet(() -> "use " + String.join(", ", known));
    return problem(
        ProblemCode.UNKNOWN_FIELD, shown, what + " has no field '" + shown + "': " + hint);
  }

  private static ProblemException wrongType(String name, JsonNode node, String right) {
    return problem(
        ProblemCode.WRONG_TYPE, name, name + " is " + FieldType.nameOf(node) + ": use " + right);
  }

  private static ProblemException missing(String name) {
    return problem(ProblemCode.MISSING_FIELD, name, name + " is missing");
  }

  public static ProblemException problem(ProblemCode code, String param, String detail) {
    return Problem.of(code, param, detail).exception();
  }

  /** A text that is not too long to be shown. */
  public static String clip(String text) {
    return text.length() <= MAX_SHOWN ? text : text.substring(0, MAX_SHOWN) + "…";
  }

  private static String shown(JsonNode node) {
    return clip(node.asText());
  }

  private static String plain(double bound) {
    return bound == Math.rint(bound) ? Long.toString((long) bound) : Double.toString(bound);
  }
}
