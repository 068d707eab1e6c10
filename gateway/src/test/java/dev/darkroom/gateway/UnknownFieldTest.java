package dev.darkroom.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.gateway.House.Holder;
import dev.darkroom.gateway.contract.Documented;
import dev.darkroom.gateway.contract.Documented.Operation;
import dev.darkroom.gateway.contract.Documented.Place;
import dev.darkroom.job.tenant.Role;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Of every operation that takes JSON, each example of the document with a field that there is not:
 * in the body, and in each object within it whose fields the document names.
 */
class UnknownFieldTest {
  private static final String FIELD = "no_such_field";

  private static Farm farm;
  private static House house;

  /** One to tune with: what is somebody else's is refused before the body is looked at. */
  private static String file;

  @BeforeAll
  static void start() {
    farm = Farm.ready();
    house = new House(farm);
    file = house.dataset();
  }

  @AfterAll
  static void stop() {
    farm.close();
  }

  @TestFactory
  Stream<DynamicContainer> aFieldThatThereIsNotIsRefusedByItsName() {
    List<Operation> taking =
        Documented.operations().filter(operation -> operation.jsonBody().isPresent()).toList();
    assertThat(taking).hasSizeGreaterThan(15);
    return taking.stream()
        .map(operation ->
            DynamicContainer.dynamicContainer(operation.toString(), ofOperation(operation)));
  }

  private static Stream<DynamicTest> ofOperation(Operation operation) {
    JsonObject media = operation.jsonBody().orElseThrow();
    JsonObject schema = media.getJsonObject("schema");
    return Documented.examples(media, schema).stream()
        .map(JsonObject.class::cast)
        .flatMap(example ->
            Documented.places(schema, example).stream()
                .map(place ->
                    DynamicTest.dynamicTest(
                        place.field(FIELD) + " in " + example.encode(),
                        () -> isRefused(operation, example, place))));
  }

  private static void isRefused(Operation operation, JsonObject example, Place place) {
    JsonObject body = place.with(example, FIELD, 1);
    if (body.containsKey("training_file")) {
      body.put("training_file", file);
    }
    Client.Answer answer = send(operation, body);

    assertThat(answer.code()).as(answer.text()).isEqualTo("unknown_field");
    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.param()).isEqualTo(place.field(FIELD));
    assertThat(answer.detail()).contains("no field '" + place.field(FIELD) + "'");
  }

  private static Client.Answer send(Operation operation, JsonObject body) {
    String path = operation.path();
    if (path.contains("{")) {
      path = path.replaceFirst("\\{[^}]+}", house.make(path.split("/")[2]));
    }
    return house
        .key(Holder.HOUSE, Role.ADMIN)
        .send(
            operation.method().toUpperCase(Locale.ROOT),
            path,
            Optional.of(body.encode().getBytes(StandardCharsets.UTF_8)),
            "Content-Type",
            "application/json");
  }
}
