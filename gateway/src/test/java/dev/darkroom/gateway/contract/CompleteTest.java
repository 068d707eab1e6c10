package dev.darkroom.gateway.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.gateway.contract.Documented.Operation;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.json.schema.OutputUnit;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the document must say of every operation, so that nobody has to guess. */
class CompleteTest {
  @ParameterizedTest
  @MethodSource("operations")
  void itSaysWhatItDoesAndWhoMayCallIt(Operation operation) {
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
  void itsParametersAndHeadersSayWhatTheyMean(Operation operation) {
    parameters(operation.part())
        .forEach(parameter -> {
          assertThat(parameter.getString("description")).as(parameter.encode()).isNotBlank();
          assertThat(parameter.getJsonObject("schema")).as(parameter.encode()).isNotNull();
        });
    answers(operation.part(), "")
        .map(answer -> answer.getJsonObject("headers", new JsonObject()))
        .flatMap(headers -> headers.stream().map(header -> (JsonObject) header.getValue()))
        .forEach(header ->
            assertThat(Documented.resolve(header).getString("description"))
                .as(header.encode())
                .isNotBlank());
  }

  @ParameterizedTest
  @MethodSource("operations")
  void itTellsTheRefusalsThatItsShapeBrings(Operation operation) {
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
  void itsBodiesOfJsonHaveExamplesThatFitTheirSchemas(Operation operation) {
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

    assertThat(Documented.fits(health, new JsonObject().put("status", 1)).getValid()).isFalse();
  }

  private static void checkExamples(String name, JsonObject media) {
    JsonObject schema = media.getJsonObject("schema");
    List<Object> examples = Documented.examples(media, schema);
    assertThat(examples).as("examples of %s %s", name, schema.encode()).isNotEmpty();
    for (Object example : examples) {
      OutputUnit result = Documented.fits(schema, example);
      assertThat(result.getErrors()).as("%s", example).isNullOrEmpty();
      assertThat(result.getValid()).as("%s", example).isTrue();
    }
  }

  private static boolean isOpen(JsonObject part) {
    JsonArray security = part.getJsonArray("security");
    return security != null && security.isEmpty();
  }

  private static Stream<JsonObject> parameters(JsonObject part) {
    return part.getJsonArray("parameters", new JsonArray()).stream()
        .map(parameter -> Documented.resolve((JsonObject) parameter));
  }

  private static Stream<JsonObject> answers(JsonObject part, String status) {
    JsonObject answers = part.getJsonObject("responses");
    return answers.fieldNames().stream()
        .filter(name -> name.startsWith(status))
        .map(name -> Documented.resolve(answers.getJsonObject(name)));
  }

  static Stream<Operation> operations() {
    return Documented.operations();
  }
}
