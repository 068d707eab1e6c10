package dev.darkroom.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.job.id.JobId;
import io.vertx.core.json.JsonObject;
import io.vertx.json.schema.Draft;
import io.vertx.json.schema.JsonSchema;
import io.vertx.json.schema.JsonSchemaOptions;
import io.vertx.json.schema.OutputUnit;
import io.vertx.json.schema.SchemaRepository;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The document that is served, held against what the gateway answers. */
class DocumentTest {
  private static final String ANY = "http://document.invalid/openapi.json";

  private static Farm farm;
  private static JsonObject document;

  @BeforeAll
  static void start() {
    farm = Farm.ready();
    document = new JsonObject(farm.nobody().get("/openapi.json").text());
  }

  @AfterAll
  static void stop() {
    farm.close();
  }

  @Test
  void itIsOpenApi31AndItsBaseIsWhereTheGatewayIsReached() {
    assertThat(document.getString("openapi")).isEqualTo("3.1.0");
    assertThat(document.getJsonArray("servers").getJsonObject(0).getString("url"))
        .isEqualTo("http://127.0.0.1:" + farm.gateway.port());
  }

  @Test
  void everyReferenceInItLeadsSomewhere() {
    List<String> references = new ArrayList<>();
    collect(document.getMap(), references);

    assertThat(references).isNotEmpty().allSatisfy(ref -> assertThat(at(ref)).as(ref).isNotNull());
  }

  @Test
  void everyOperationTellsAnAnswerForWhatGoesWell() {
    document
        .getJsonObject("paths")
        .forEach(path ->
            ((JsonObject) path.getValue())
                .forEach(operation ->
                    assertThat(
                            ((JsonObject) operation.getValue())
                                .getJsonObject("responses")
                                .fieldNames())
                        .as(path.getKey())
                        .anyMatch(status -> status.startsWith("2"))));
  }

  @TestFactory
  Stream<DynamicTest> everyAnswerFitsItsSchema() {
    Client client = farm.client();
    JobId queued = client.submit("{\"kind\":\"noop\",\"metadata\":{\"a\":\"b\"}}").id();
    JobId done = client.submit("{\"kind\":\"noop\"}").id();
    farm.scheduler.start(done);
    farm.scheduler.apply(done, Jobs.succeeded(done));
    Awaitility.await()
        .until(() -> !client.get("/v1/jobs?status=succeeded").json().path("data").isEmpty());
    return Map.of(
            "/v1/jobs/" + queued,
            "Job",
            "/v1/jobs/" + done,
            "Job",
            "/v1/jobs",
            "JobList",
            "/v1/models",
            "ModelList",
            "/v1/models/shapes-ldm",
            "Model",
            "/v1/pools/default",
            "Pool",
            "/v1/workers",
            "WorkerList",
            "/healthz",
            "Health",
            "/v1/jobs/1",
            "Problem",
            "/nowhere",
            "Problem")
        .entrySet()
        .stream()
        .map(e ->
            DynamicTest.dynamicTest(
                e.getKey() + " is a " + e.getValue(),
                () -> {
                  OutputUnit result = check(e.getValue(), client.get(e.getKey()).text());
                  assertThat(result.getErrors()).isNullOrEmpty();
                  assertThat(result.getValid()).isTrue();
                }));
  }

  @Test
  void theCheckItselfFindsWhatDoesNotFit() {
    assertThat(check("Health", "{\"status\":1}").getValid()).isFalse();
    assertThat(check("Job", "{\"id\":\"x\"}").getValid()).isFalse();
  }

  private static OutputUnit check(String schema, String json) {
    SchemaRepository schemas =
        SchemaRepository.create(
            new JsonSchemaOptions().setDraft(Draft.DRAFT202012).setBaseUri("http://any.invalid"));
    // A copy, because resolving leaves marks in it.
    schemas.dereference(ANY, JsonSchema.of(document.copy()));
    JsonObject start = new JsonObject().put("$ref", ANY + "#/components/schemas/" + schema);
    return schemas
        .validator(JsonSchema.of("http://any.invalid/start", start))
        .validate(new JsonObject(json));
  }

  private static void collect(Object node, List<String> references) {
    switch (node) {
      case JsonObject object -> collect(object.getMap(), references);
      case Map<?, ?> map ->
          map.forEach((key, value) -> {
            if (key.equals("$ref")) {
              references.add((String) value);
            }
            collect(value, references);
          });
      case Iterable<?> list -> list.forEach(value -> collect(value, references));
      case null, default -> {}
    }
  }

  private static Object at(String reference) {
    Object node = document;
    for (String step : reference.substring("#/".length()).split("/")) {
      node = node instanceof JsonObject object ? object.getValue(step) : null;
    }
    return node;
  }
}
