package dev.darkroom.gateway.contract;

import dev.darkroom.gateway.http.ApiDocument;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.json.schema.Draft;
import io.vertx.json.schema.JsonSchema;
import io.vertx.json.schema.JsonSchemaOptions;
import io.vertx.json.schema.OutputUnit;
import io.vertx.json.schema.SchemaRepository;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The document's operations, schemas and examples, as tests walk through them. */
public final class Documented {
  private static final String ANY = "http://document.invalid/openapi.json";
  private static final int MAX_DEPTH = 8;
  private static final JsonObject DOCUMENT = ApiDocument.load().at("http://127.0.0.1:8080");

  private Documented() {}

  /** An operation, where it stands and how it is called. */
  public record Operation(String path, String method, JsonObject part) {
    /** Its JSON body, where it takes one. */
    public Optional<JsonObject> jsonBody() {
      return Optional.ofNullable(part.getJsonObject("requestBody"))
          .map(body -> body.getJsonObject("content").getJsonObject("application/json"));
    }

    @Override
    public String toString() {
      return part.getString("operationId");
    }
  }

  /**
   * An object within a body whose fields the document names.
   *
   * @param path from the body to it, as refusals write it: {@code loras[0]}; empty of the body
   * @param steps the same, as names and indices
   */
  public record Place(String path, List<Object> steps) {
    /** How a field of it is called. */
    public String field(String name) {
      return path.isEmpty() ? name : path + "." + name;
    }

    /** The example with a field more in this object, which is made where it is not there. */
    public JsonObject with(JsonObject example, String name, Object value) {
      JsonObject whole = example.copy();
      Object at = whole;
      for (int i = 0; i < steps.size(); i++) {
        boolean list = i + 1 < steps.size() && steps.get(i + 1) instanceof Integer;
        at = next(at, steps.get(i), list ? new JsonArray() : new JsonObject());
      }
      ((JsonObject) at).put(name, value);
      return whole;
    }

    private static Object next(Object at, Object step, Object missing) {
      if (at instanceof JsonArray list) {
        if (list.isEmpty()) {
          list.add(missing);
        }
        return list.getValue(0);
      }
      JsonObject object = (JsonObject) at;
      if (object.getValue((String) step) == null) {
        object.put((String) step, missing);
      }
      return object.getValue((String) step);
    }
  }

  /** Every operation. */
  public static Stream<Operation> operations() {
    JsonObject paths = DOCUMENT.getJsonObject("paths");
    return paths.fieldNames().stream()
        .flatMap(path ->
            paths.getJsonObject(path).stream()
                .map(one -> new Operation(path, one.getKey(), (JsonObject) one.getValue())));
  }

  /** What a node says, its reference followed. */
  public static JsonObject resolve(JsonObject node) {
    JsonObject whole = node;
    for (int depth = 0; whole.containsKey("$ref") && depth < 20; depth++) {
      JsonObject at = DOCUMENT;
      for (String step : whole.getString("$ref").substring("#/".length()).split("/")) {
        at = at.getJsonObject(step);
      }
      whole = at;
    }
    return whole;
  }

  /** The media type's own, else its schema's, else those of what the schema lets choose. */
  public static List<Object> examples(JsonObject media, JsonObject schema) {
    List<Object> found = new ArrayList<>();
    Optional.ofNullable(media.getValue("example")).ifPresent(found::add);
    media
        .getJsonObject("examples", new JsonObject())
        .forEach(named -> found.add(((JsonObject) named.getValue()).getValue("value")));
    if (found.isEmpty()) {
      resolve(schema).getJsonArray("examples", new JsonArray()).forEach(found::add);
    }
    if (found.isEmpty()) {
      for (Object choice : resolve(schema).getJsonArray("oneOf", new JsonArray())) {
        found.addAll(examples(new JsonObject(), (JsonObject) choice));
      }
    }
    return found;
  }

  /** Whether an example is as the schema has it. */
  public static OutputUnit fits(JsonObject schema, Object example) {
    SchemaRepository schemas =
        SchemaRepository.create(
            new JsonSchemaOptions().setDraft(Draft.DRAFT202012).setBaseUri("http://any.invalid"));
    // Copies, because resolving leaves marks.
    schemas.dereference(ANY, JsonSchema.of(DOCUMENT.copy()));
    String text = schema.encode().replace("\"#/components", "\"" + ANY + "#/components");
    return schemas
        .validator(JsonSchema.of("http://any.invalid/start", new JsonObject(text)))
        .validate(example);
  }

  /**
   * The objects of a body whose fields the document names, whether the example has them or not: the
   * whole first, of a list the first.
   */
  public static List<Place> places(JsonObject schema, JsonObject example) {
    List<Place> places = new ArrayList<>();
    walk(schema, Optional.of(example), new Place("", List.of()), places);
    return places;
  }

  private static void walk(
      JsonObject schema, Optional<Object> value, Place here, List<Place> places) {
    if (here.steps().size() > MAX_DEPTH) {
      return;
    }
    JsonObject chosen = chosen(schema, value);
    if (chosen.containsKey("items")) {
      Optional<Object> first =
          value
              .filter(JsonArray.class::isInstance)
              .map(JsonArray.class::cast)
              .filter(items -> !items.isEmpty())
              .map(items -> items.getValue(0));
      walk(chosen.getJsonObject("items"), first, within(here, here.path() + "[0]", 0), places);
    }
    if (chosen.containsKey("properties")) {
      places.add(here);
      JsonObject properties = chosen.getJsonObject("properties");
      for (String name : properties.fieldNames()) {
        Optional<Object> inner =
            value
                .filter(JsonObject.class::isInstance)
                .map(object -> ((JsonObject) object).getValue(name));
        walk(properties.getJsonObject(name), inner, within(here, here.field(name), name), places);
      }
    }
  }

  private static Place within(Place outer, String path, Object step) {
    List<Object> steps = new ArrayList<>(outer.steps());
    steps.add(step);
    return new Place(path, steps);
  }

  /** Of several schemas the first that the value fits; of none, the first that is an object. */
  private static JsonObject chosen(JsonObject schema, Optional<Object> value) {
    JsonObject whole = resolve(schema);
    for (String word : List.of("oneOf", "anyOf")) {
      for (Object choice : whole.getJsonArray(word, new JsonArray())) {
        JsonObject one = resolve((JsonObject) choice);
        boolean fits =
            value
                .map(v -> Boolean.TRUE.equals(fits(one, v).getValid()))
                .orElseGet(() -> one.containsKey("properties") || one.containsKey("items"));
        if (fits) {
          return chosen(one, value);
        }
      }
    }
    return whole;
  }
}
