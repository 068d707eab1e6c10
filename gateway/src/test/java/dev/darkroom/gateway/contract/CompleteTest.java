package dev.darkroom.gateway.contract;

import static org.assertj.core.api.Assertions.assertThat;

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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the document must say of every operation, so that nobody has to guess. */
class CompleteTest {
  private static final String ANY = "http://document.invalid/openapi.json";
  private static final JsonObject DOCUMENT = ApiDocument.load().at("http://127.0.0.1:8080");

  /** An operation and where it stands. */
  record Stated(String path, JsonObject part) {
    @Override
    public String toString() {
      return part.getString("operationId");
    }
  }

  @ParameterizedTest
  @MethodSource("operations")
  void itSaysWhatItDoesAndWhoMayCallIt(Stated operation) {
    JsonObject part = operation.part();

    assertThat(part.getString("summary")).isNotBlank();
    assertThat(part.getString("description")).isNotBlank();
    assertThat(part.getJsonArray("tags")).isNotEmpty();
    assertThat(isOpen(part) || !part.getJsonArray("x-roles", new JsonArray()).isEmpty())
        .as("has x-roles, or needs no key")
        .isTrue();
  }

  @ParameterizedTest
  @MethodSource("operations")
  void itsParametersAndHeadersSayWhatTheyMean(Stated operation) {
    parameters(operation.part())
        .forEach(parameter -> {
          assertThat(parameter.getString("description")).as(parameter.encode()).isNotBlank();
          assertThat(parameter.getJsonObject("schema")).as(parameter.encode()).isNotNull();
        });
    answers(operation.part(), "")
        .map(answer -> answer.getJsonObject("headers", new JsonObject()))
        .flatMap(headers -> headers.stream().map(header -> (JsonObject) header.getValue()))
        .forEach(header ->
            assertThat(resolve(header).getString("description")).as(header.encode()).isNotBlank());
  }

  @ParameterizedTest
  @MethodSource("operations")
  void itTellsTheRefusalsThatItsShapeBrings(Stated operation) {
    JsonObject part = operation.part();
    List<String> told = List.copyOf(part.getJsonObject("responses").fieldNames());

    if (!isOpen(part)) {
      assertThat(told).contains("401", "403");
    }
    boolean makesWhatItNames =
        told.contains("201") || part.getString("operationId").startsWith("set");
    if (operation.path().contains("{") && !makesWhatItNames) {
      assertThat(told).contains("404");
    }
    if (part.containsKey("requestBody")) {
      assertThat(told).contains("400", "413", "415");
    }
  }

  @ParameterizedTest
  @MethodSource("operations")
  void itsBodiesOfJsonHaveExamplesThatFitTheirSchemas(Stated operation) {
    JsonObject request = operation.part().getJsonObject("requestBody", new JsonObject());
    Stream.concat(Stream.of(request), answers(operation.part(), ""))
        .map(body -> body.getJsonObject("content", new JsonObject()))
        .forEach(content -> {
          for (String media : content.fieldNames()) {
            if (media.equals("application/json") || media.equals("application/problem+json")) {
              checkExamples(media, content.getJsonObject(media));
            }
          }
        });
  }

  @Test
  void theCheckFindsAnExampleThatDoesNotFit() {
    JsonObject health = new JsonObject().put("$ref", "#/components/schemas/Health");

    assertThat(fits(health, new JsonObject().put("status", 1)).getValid()).isFalse();
  }

  private static void checkExamples(String name, JsonObject media) {
    JsonObject schema = media.getJsonObject("schema");
    List<Object> examples = examples(media, schema);
    assertThat(examples).as("examples of %s %s", name, schema.encode()).isNotEmpty();
    for (Object example : examples) {
      OutputUnit result = fits(schema, example);
      assertThat(result.getErrors()).as("%s", example).isNullOrEmpty();
      assertThat(result.getValid()).as("%s", example).isTrue();
    }
  }

  /** The media type's own, else its schema's, else those of what the schema lets choose. */
  private static List<Object> examples(JsonObject media, JsonObject schema) {
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

  private static OutputUnit fits(JsonObject schema, Object example) {
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

  private static boolean isOpen(JsonObject part) {
    JsonArray security = part.getJsonArray("security");
    return security != null && security.isEmpty();
  }

  private static Stream<JsonObject> parameters(JsonObject part) {
    return part.getJsonArray("parameters", new JsonArray()).stream()
        .map(parameter -> resolve((JsonObject) parameter));
  }

  private static Stream<JsonObject> answers(JsonObject part, String status) {
    JsonObject answers = part.getJsonObject("responses");
    return answers.fieldNames().stream()
        .filter(name -> name.startsWith(status))
        .map(name -> resolve(answers.getJsonObject(name)));
  }

  private static JsonObject resolve(JsonObject node) {
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

  static Stream<Stated> operations() {
    JsonObject paths = DOCUMENT.getJsonObject("paths");
    return paths.fieldNames().stream()
        .flatMap(path ->
            paths.getJsonObject(path).stream()
                .map(method -> new Stated(path, (JsonObject) method.getValue())));
  }
}
