package dev.darkroom.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.gateway.http.ApiDocument;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.json.schema.Draft;
import io.vertx.json.schema.JsonSchema;
import io.vertx.json.schema.JsonSchemaOptions;
import io.vertx.json.schema.SchemaRepository;
import io.vertx.json.schema.Validator;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Operations whose requests are not held against the document, because their own readers refuse all
 * that it does not describe: here they are, with bodies made from the document, in each of which
 * one thing is wrong.
 */
class ReadersAndDocumentTest {
  private static final String ANY = "http://document.invalid/openapi.json";
  private static final JsonObject DOCUMENT = ApiDocument.load().at("http://127.0.0.1:8080");

  /** There is no such pool, which is found out last: so nothing is queued. */
  private static final String POOL = "\"pool\":\"nowhere\"";

  private static final Set<String> READ_AND_TAKEN = Set.of("pool_not_found");

  /** What a reader may say of a body only where the document says so too. */
  private static final Set<String> OF_FORM = Set.of("wrong_type", "unknown_field");

  private static Farm farm;
  private static String picture;
  private static Validator jobs;

  @BeforeAll
  static void start() {
    farm = Farm.ready();
    byte[] png = "\u0089PNG\r\n\u001a\nand so on".getBytes(StandardCharsets.ISO_8859_1);
    picture =
        farm.client()
            .send(
                "POST", "/v1/uploads", Optional.of(png), "Content-Type", "application/octet-stream")
            .json()
            .path("id")
            .asText();
    SchemaRepository schemas =
        SchemaRepository.create(
            new JsonSchemaOptions().setDraft(Draft.DRAFT202012).setBaseUri("http://any.invalid"));
    schemas.dereference(ANY, JsonSchema.of(DOCUMENT.copy()));
    jobs =
        schemas.validator(
            JsonSchema.of(
                "http://any.invalid/start",
                new JsonObject().put("$ref", ANY + "#/components/schemas/JobRequest")));
  }

  @AfterAll
  static void stop() {
    farm.close();
  }

  @Test
  void onlyTheOperationsOfThisTestAreReadByTheirRoutesAlone() {
    List<String> whole =
        DOCUMENT.getJsonObject("paths").stream()
            .flatMap(path -> ((JsonObject) path.getValue()).stream())
            .map(operation -> (JsonObject) operation.getValue())
            .filter(operation -> operation.getBoolean("x-read-whole", false))
            .map(operation -> operation.getString("operationId"))
            .toList();

    assertThat(whole).containsExactly("createJob");
  }

  @TestFactory
  Stream<DynamicTest> aReaderRefusesWhatTheDocumentRefuses() {
    return bodies().entrySet().stream()
        .map(kind ->
            DynamicTest.dynamicTest(
                kind.getKey(),
                () -> {
                  JsonObject schema = schema(kind.getKey());
                  JsonObject right = new JsonObject(kind.getValue());
                  assertThat(differences(Stream.of(right))).isEmpty();
                  assertThat(taken(right.encode())).as("the body that is right").isTrue();
                  assertThat(differences(spoiled(right, schema).stream())).isEmpty();
                }));
  }

  @Test
  void everyKindOfJobIsHere() {
    assertThat(
            DOCUMENT
                .getJsonObject("components")
                .getJsonObject("schemas")
                .getJsonObject("JobRequest")
                .getJsonArray("oneOf")
                .stream()
                .map(schema -> ((JsonObject) schema).getString("$ref"))
                .map(ref -> ref.substring(ref.lastIndexOf('/') + 1)))
        .containsExactlyInAnyOrderElementsOf(bodies().keySet());
  }

  @Test
  void aReaderRefusesParametersThatTheDocumentRefuses() {
    String body = "{\"kind\":\"noop\"," + POOL + "}";
    Client client = farm.client();

    assertThat(client.post("/v1/jobs?dry_run=perhaps", body).code()).isEqualTo("invalid_parameter");
    assertThat(client.post("/v1/jobs?dry_run", body).code()).isEqualTo("invalid_parameter");
    assertThat(client.post("/v1/jobs?dryrun=true", body).code()).isEqualTo("unknown_parameter");
    assertThat(client.submit(body, "Idempotency-Key", "k".repeat(256)).code())
        .isEqualTo("invalid_header");
  }

  /** Of each kind of job one body that is right. */
  private static Map<String, String> bodies() {
    return Map.of(
        "GenerationRequest",
        "{\"kind\":\"generation\",\"model\":\"shapes-ldm\",\"prompt\":\"a sun\",%s}"
            .formatted(POOL),
        "NoopRequest",
        "{\"kind\":\"noop\",%s}".formatted(POOL),
        "InversionRequest",
        """
        {"kind":"inversion","model":"shapes-ldm","placeholder_token":"<sun>",
         "initializer_token":"circle","images":["%s"],%s}
        """
            .formatted(picture, POOL),
        "FineTuneRequest",
        """
        {"kind":"fine_tune","model":"shapes-ldm","output_name":"suns","images":["%s"],
         "captions":["a sun"],%s}
        """
            .formatted(picture, POOL),
        "EvaluationRequest",
        """
        {"kind":"evaluation","model":"eyes","metrics":["clip_score"],"of":["%s"],
         "prompts":["a sun"],%s}
        """
            .formatted(picture, POOL));
  }

  /** The body over and over, each time with another field as it should not be, or just about is. */
  private static List<JsonObject> spoiled(JsonObject right, JsonObject schema) {
    List<JsonObject> bodies = new ArrayList<>();
    bodies.add(right.copy().put("unheard_of", 1));
    for (Object required : schema.getJsonArray("required")) {
      JsonObject less = right.copy();
      less.remove((String) required);
      bodies.add(less);
    }
    JsonObject properties = schema.getJsonObject("properties");
    for (String name : properties.fieldNames()) {
      for (Object value : values(resolved(properties.getJsonObject(name)))) {
        bodies.add(right.copy().put(name, value));
      }
    }
    return bodies;
  }

  /** Values of every type, those on both sides of each bound among them. */
  private static List<Object> values(JsonObject schema) {
    List<Object> values = new ArrayList<>();
    Stream.of("", "any", "2026-13-45", true, 0, -1, 1.5, 1e300, JsonObject.of(), JsonArray.of())
        .forEach(values::add);
    values.add(null);
    values.add(JsonArray.of(1));
    values.add(JsonArray.of("any", (Object) null));
    values.add(JsonObject.of("any", 1));
    values.add(JsonObject.of("any", "any"));
    for (String bound : List.of("minimum", "maximum", "exclusiveMinimum")) {
      Number at = schema.getNumber(bound);
      if (at != null && Math.abs(at.doubleValue()) < 1e15) {
        values.add(at);
        values.add(at.doubleValue() - 0.5);
        values.add(at.longValue() - 1);
        values.add(at.longValue() + 1);
      }
    }
    if (schema.containsKey("maxLength")) {
      values.add("x".repeat(schema.getInteger("maxLength") + 1));
    }
    if (schema.containsKey("enum")) {
      values.addAll(schema.getJsonArray("enum").getList());
    }
    if (schema.containsKey("maxProperties")) {
      JsonObject many = new JsonObject();
      for (int i = 0; i <= schema.getInteger("maxProperties"); i++) {
        many.put("key-" + i, "any");
      }
      values.add(many);
    }
    if (schema.getValue("additionalProperties") instanceof JsonObject each) {
      values(resolved(each)).forEach(value -> values.add(new JsonObject().put("any", value)));
    }
    if (schema.containsKey("items")) {
      JsonObject items = resolved(schema.getJsonObject("items"));
      values(items).forEach(value -> values.add(new JsonArray().add(value)));
      if (items.containsKey("properties")) {
        spoiled(new JsonObject("{\"name\":\"ink\"}"), items)
            .forEach(item -> values.add(new JsonArray().add(item)));
      }
    }
    return values;
  }

  /** The bodies of which reader and document do not think alike. */
  private static Set<String> differences(Stream<JsonObject> bodies) {
    Set<String> differences = new TreeSet<>();
    bodies.forEach(body -> {
      boolean described = jobs.validate(body).getValid();
      Client.Answer answer = farm.client().submit(body.encode());
      boolean taken = answer.status() < 300 || READ_AND_TAKEN.contains(answer.code());
      if (taken && !described) {
        differences.add("only the reader takes " + body);
      }
      if (OF_FORM.contains(answer.code()) && described) {
        differences.add("only the reader refuses, as " + answer.code() + ": " + body);
      }
      assertThat(answer.status()).as(body.encode()).isLessThan(500);
    });
    return differences;
  }

  private static boolean taken(String body) {
    return READ_AND_TAKEN.contains(farm.client().submit(body).code());
  }

  private static JsonObject schema(String name) {
    return DOCUMENT.getJsonObject("components").getJsonObject("schemas").getJsonObject(name);
  }

  private static JsonObject resolved(JsonObject schema) {
    String ref = schema.getString("$ref");
    return ref == null ? schema : schema(ref.substring(ref.lastIndexOf('/') + 1));
  }
}
