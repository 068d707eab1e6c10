package dev.darkroom.gateway.contract;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Finds what a newer document of the API takes away from clients of an older one: calls, parameters
 * and fields that are gone, requests that are taken no longer, answers that say less. New calls,
 * new optional fields and new values of an answer's enumeration break nobody: a client passes over
 * what it does not know.
 */
final class Breaks {
  private final JsonNode before;
  private final JsonNode after;
  private final List<String> found = new ArrayList<>();

  private Breaks(JsonNode before, JsonNode after) {
    this.before = before;
    this.after = after;
  }

  /** Each break, where it is and what it is; none where every client goes on as before. */
  static List<String> between(JsonNode before, JsonNode after) {
    Breaks breaks = new Breaks(before, after);
    breaks.operations();
    return List.copyOf(breaks.found);
  }

  private void operations() {
    before
        .path("paths")
        .properties()
        .forEach(path ->
            path.getValue()
                .properties()
                .forEach(method -> {
                  String name = method.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey();
                  JsonNode now = after.path("paths").path(path.getKey()).path(method.getKey());
                  if (now.isMissingNode()) {
                    found.add(name + " is gone");
                  } else {
                    operation(name, method.getValue(), now);
                  }
                }));
  }

  private void operation(String name, JsonNode was, JsonNode now) {
    if (!was.path("operationId").equals(now.path("operationId"))) {
      found.add(name + " has another operationId");
    }
    access(name, was, now);
    parameters(name, was, now);
    body(name, resolve(before, was.path("requestBody")), resolve(after, now.path("requestBody")));
    was.path("responses")
        .properties()
        .forEach(answer -> {
          if (answer.getKey().startsWith("2")) {
            answer(
                name + " " + answer.getKey(),
                resolve(before, answer.getValue()),
                resolve(after, now.path("responses").path(answer.getKey())));
          }
        });
  }

  private void access(String name, JsonNode was, JsonNode now) {
    boolean open = was.has("security") && was.path("security").isEmpty();
    boolean stillOpen = now.has("security") && now.path("security").isEmpty();
    if (open && !stillOpen) {
      found.add(name + " needs a key now");
    }
    for (String role : roles(was)) {
      if (!open && !roles(now).contains(role)) {
        found.add(name + " is closed to role " + role);
      }
    }
  }

  /** Without any that are named, every key's: a trainer may do what a submitter may. */
  private static Set<String> roles(JsonNode operation) {
    Set<String> named = texts(operation.path("x-roles"));
    return named.isEmpty() ? Set.of("submitter", "operator") : named;
  }

  private void parameters(String name, JsonNode was, JsonNode now) {
    Map<String, JsonNode> had = named(before, was);
    Map<String, JsonNode> has = named(after, now);
    had.forEach((key, parameter) -> {
      JsonNode other = has.get(key);
      if (other == null) {
        found.add(name + ": parameter " + key + " is gone");
      } else {
        new Schemas(Side.REQUEST)
            .compare(name + " " + key, parameter.path("schema"), other.path("schema"));
      }
    });
    has.forEach((key, parameter) -> {
      boolean needed = had.containsKey(key) && had.get(key).path("required").asBoolean();
      if (parameter.path("required").asBoolean() && !needed) {
        found.add(name + ": parameter " + key + " is required now");
      }
    });
  }

  private static Map<String, JsonNode> named(JsonNode document, JsonNode operation) {
    Map<String, JsonNode> named = new LinkedHashMap<>();
    for (JsonNode parameter : operation.path("parameters")) {
      JsonNode whole = resolve(document, parameter);
      named.put(whole.path("in").asText() + " " + whole.path("name").asText(), whole);
    }
    return named;
  }

  private void body(String name, JsonNode was, JsonNode now) {
    if (now.path("required").asBoolean() && !was.path("required").asBoolean()) {
      found.add(name + ": a body is required now");
    }
    contents(name + " body", was, now, Side.REQUEST);
  }

  private void answer(String name, JsonNode was, JsonNode now) {
    if (now.isMissingNode()) {
      found.add(name + " is answered no more");
      return;
    }
    was.path("headers")
        .fieldNames()
        .forEachRemaining(header -> {
          if (!now.path("headers").has(header)) {
            found.add(name + ": header " + header + " is gone");
          }
        });
    contents(name, was, now, Side.ANSWER);
  }

  private void contents(String name, JsonNode was, JsonNode now, Side side) {
    was.path("content")
        .properties()
        .forEach(media -> {
          JsonNode other = now.path("content").path(media.getKey());
          if (other.isMissingNode()) {
            found.add(name + ": " + media.getKey() + " is gone");
          } else {
            new Schemas(side).compare(name, media.getValue().path("schema"), other.path("schema"));
          }
        });
  }

  /** Who writes what a schema describes: a client, which must be understood, or the farm. */
  private enum Side {
    REQUEST,
    ANSWER
  }

  /** Compares two schemas and all below them, each pair once. */
  private final class Schemas {
    private static final List<String> MOST = List.of("maximum", "maxLength", "maxItems");
    private static final List<String> LEAST = List.of("minimum", "minLength", "minItems");

    private final Side side;
    private final Set<String> seen = new HashSet<>();

    Schemas(Side side) {
      this.side = side;
    }

    void compare(String at, JsonNode wasOrRef, JsonNode nowOrRef) {
      if (wasOrRef.has("$ref") && !seen.add(wasOrRef.path("$ref").asText())) {
        return;
      }
      JsonNode was = resolve(before, wasOrRef);
      JsonNode now = resolve(after, nowOrRef);
      types(at, was, now);
      values(at, was, now);
      if (side == Side.REQUEST) {
        bounds(at, was, now);
      }
      fields(at, was, now);
      if (was.has("items") && now.has("items")) {
        compare(at + "[]", was.path("items"), now.path("items"));
      }
      for (String choice : List.of("oneOf", "anyOf", "allOf")) {
        choices(at, choice, was.path(choice), now.path(choice));
      }
    }

    private void types(String at, JsonNode was, JsonNode now) {
      Set<String> had = types(was);
      Set<String> has = types(now);
      Set<String> lost = side == Side.REQUEST ? without(had, has) : without(has, had);
      boolean unsaid = side == Side.REQUEST ? has.isEmpty() : had.isEmpty();
      boolean open = side == Side.REQUEST ? had.isEmpty() : has.isEmpty();
      if (!unsaid && (open || !lost.isEmpty())) {
        found.add(at + " is " + had + " no more, but " + has);
      }
    }

    private void values(String at, JsonNode was, JsonNode now) {
      Set<String> had = enumerated(was);
      Set<String> has = enumerated(now);
      if (side == Side.REQUEST && !has.isEmpty() && (had.isEmpty() || !has.containsAll(had))) {
        found.add(at + " takes " + has + " only");
      }
      if (side == Side.ANSWER && was.has("const") && !has.containsAll(had)) {
        found.add(at + " is " + had + " no more");
      }
    }

    private void bounds(String at, JsonNode was, JsonNode now) {
      for (String bound : MOST) {
        if (now.has(bound)
            && (!was.has(bound) || now.path(bound).asDouble() < was.path(bound).asDouble())) {
          found.add(at + ": " + bound + " is " + now.path(bound) + " now");
        }
      }
      for (String bound : LEAST) {
        if (now.has(bound)
            && (!was.has(bound) || now.path(bound).asDouble() > was.path(bound).asDouble())) {
          found.add(at + ": " + bound + " is " + now.path(bound) + " now");
        }
      }
      if (now.has("pattern") && !now.path("pattern").equals(was.path("pattern"))) {
        found.add(at + ": pattern is " + now.path("pattern") + " now");
      }
    }

    private void fields(String at, JsonNode was, JsonNode now) {
      Set<String> needed = texts(was.path("required"));
      Set<String> needs = texts(now.path("required"));
      if (side == Side.REQUEST) {
        without(needs, needed).forEach(f -> found.add(at + "." + f + " is required now"));
      } else {
        without(needed, needs).forEach(f -> found.add(at + "." + f + " may be absent now"));
      }
      was.path("properties")
          .properties()
          .forEach(field -> {
            JsonNode other = now.path("properties").path(field.getKey());
            if (other.isMissingNode()) {
              if (side == Side.ANSWER || closed(now)) {
                found.add(at + "." + field.getKey() + " is gone");
              }
            } else {
              compare(at + "." + field.getKey(), field.getValue(), other);
            }
          });
    }

    private void choices(String at, String which, JsonNode was, JsonNode now) {
      if (side == Side.REQUEST && now.isArray() && now.size() < was.size()) {
        found.add(at + " has fewer choices");
      }
      for (int i = 0; i < Math.min(was.size(), now.size()); i++) {
        compare(at + " " + which + " " + i, was.get(i), now.get(i));
      }
    }

    private static boolean closed(JsonNode schema) {
      JsonNode more = schema.path("additionalProperties");
      return more.isBoolean() && !more.asBoolean();
    }

    private static Set<String> types(JsonNode schema) {
      JsonNode type = schema.path("type");
      Set<String> types = type.isTextual() ? new TreeSet<>(Set.of(type.asText())) : texts(type);
      if (types.contains("number")) {
        types.add("integer"); // every integer is one
      }
      return types;
    }

    private static Set<String> enumerated(JsonNode schema) {
      return schema.has("const")
          ? Set.of(schema.path("const").asText())
          : texts(schema.path("enum"));
    }

    private static Set<String> without(Set<String> all, Set<String> these) {
      Set<String> rest = new TreeSet<>(all);
      rest.removeAll(these);
      return rest;
    }
  }

  private static Set<String> texts(JsonNode array) {
    Set<String> texts = new TreeSet<>();
    array.forEach(text -> texts.add(text.asText()));
    return texts;
  }

  private static JsonNode resolve(JsonNode document, JsonNode node) {
    JsonNode whole = node;
    for (int depth = 0; whole.has("$ref") && depth < 20; depth++) {
      whole = document.at(whole.path("$ref").asText().substring(1));
    }
    return whole;
  }
}
