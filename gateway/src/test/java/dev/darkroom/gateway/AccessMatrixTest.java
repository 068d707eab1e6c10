package dev.darkroom.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.gateway.House.Holder;
import dev.darkroom.job.tenant.Role;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Who may call what: every operation of the document, called without a key, with a wrong one, with
 * a key of each role, and with another tenant's keys on things that exist. What must come of it
 * follows from the document and from whose the thing is.
 */
class AccessMatrixTest {
  /** Most of what is asked for is another tenant's, and waited for in vain. */
  private static final Duration JUST_A_MOMENT = Duration.ofMillis(20);

  private static final String BATCH_EVENTS = "/v1/batches/{id}/events";

  private static Farm farm;
  private static House house;
  private static JsonObject document;

  /** One of each kind, for calls that leave it as it is. */
  private static final Map<String, String> things = new HashMap<>();

  /** What a call is made on. */
  private enum Thing {
    /** One that others are asked for as well. */
    ANY,
    /** One that nothing else is asked of: what is let in may change it. */
    ITS_OWN
  }

  /** One operation as the document tells it. */
  private record Call(String path, String method, JsonObject part) {
    boolean isPublic() {
      return part.getJsonArray("security", new JsonArray().add("key")).isEmpty();
    }

    boolean needsKey() {
      return !part.containsKey("security");
    }

    Set<Role> roles() {
      Set<Role> roles = new TreeSet<>();
      part.getJsonArray("x-roles", new JsonArray()).forEach(r -> roles.add(Role.parse((String) r)));
      return roles;
    }

    boolean allows(Role role) {
      return !Collections.disjoint(role.all(), roles());
    }

    Optional<String> media() {
      return Optional.ofNullable(part.getJsonObject("requestBody"))
          .map(body -> body.getJsonObject("content").fieldNames().iterator().next());
    }

    /** Whether an operator may name the tenant that is spoken of. */
    boolean namesTenant() {
      return part.getJsonArray("parameters", new JsonArray()).encode().contains("TenantOfOperator");
    }

    Set<String> answers() {
      return part.getJsonObject("responses").fieldNames();
    }

    /** What kind of thing its path names: {@code jobs}, …; empty where it names none. */
    Optional<String> collection() {
      return path.contains("{") ? Optional.of(path.split("/")[2]) : Optional.empty();
    }

    boolean isOfTenant() {
      return collection().filter(House.OF_TENANTS::contains).isPresent();
    }

    /** On what it is made by whoever has this role. */
    Thing thing(Role role) {
      boolean changes = !method.equals("get") || path.equals(BATCH_EVENTS);
      return changes && allows(role) ? Thing.ITS_OWN : Thing.ANY;
    }

    @Override
    public String toString() {
      return method.toUpperCase(Locale.ROOT) + " " + path;
    }
  }

  @BeforeAll
  static void start() {
    farm = Farm.start(settings -> settings.with(settings.times().waitingForUnknown(JUST_A_MOMENT)));
    Awaitility.await().until(() -> farm.client().get("/readyz").status() == 200);
    house = new House(farm);
    document = new JsonObject(farm.nobody().get("/openapi.json").text());
  }

  @AfterAll
  static void stop() {
    farm.close();
  }

  @Test
  void everyOperationThatNeedsAKeySaysWhichRolesMayCallIt() {
    assertThat(calls().filter(call -> !call.isPublic()))
        .isNotEmpty()
        .allSatisfy(call -> {
          assertThat(call.roles()).as(call + " x-roles").isNotEmpty();
          assertThat(call.answers()).as(call.toString()).contains("401", "403");
        });
  }

  @Test
  void everyKindOfThingThatAPathNamesIsSomebodys() {
    assertThat(calls().flatMap(call -> call.collection().stream()))
        .allSatisfy(kind ->
            assertThat(House.OF_TENANTS.contains(kind) != House.OF_THE_FARM.contains(kind))
                .as("%s: say in House whose they are", kind)
                .isTrue());
  }

  @TestFactory
  Stream<DynamicContainer> theWholeMatrix() {
    return calls()
        .map(call ->
            DynamicContainer.dynamicContainer(
                call.toString(),
                call.isPublic()
                    ? Stream.of(DynamicTest.dynamicTest("anybody", () -> anybodyMayCall(call)))
                    : Stream.of(keyless(call), ofOwnRoles(call), ofStrangers(call))
                        .flatMap(cases -> cases)));
  }

  private static Stream<DynamicTest> keyless(Call call) {
    return Stream.of(
        DynamicTest.dynamicTest(
            "no key",
            () -> {
              Client.Answer answer = send(farm.nobody(), call, "", "", Thing.ANY);
              if (call.needsKey()) {
                assertThat(answer.code()).isEqualTo("invalid_api_key");
                assertThat(answer.status()).isEqualTo(401);
              } else {
                assertThat(answer.status()).isEqualTo(200);
              }
            }),
        DynamicTest.dynamicTest(
            "wrong key",
            () -> {
              Client wrong = Client.of(farm.gateway, Optional.of("dk_" + "0".repeat(16) + "_no"));
              assertThat(send(wrong, call, "", "", Thing.ANY).status()).isEqualTo(401);
            }));
  }

  private static Stream<DynamicTest> ofOwnRoles(Call call) {
    return Stream.of(Role.values())
        .map(role ->
            DynamicTest.dynamicTest(
                "the house's " + role,
                () -> {
                  Client.Answer answer =
                      send(house.key(Holder.HOUSE, role), call, body(call), "", call.thing(role));
                  if (call.allows(role)) {
                    assertLetIn(call, answer);
                  } else {
                    assertForbidden(answer);
                  }
                }));
  }

  private static Stream<DynamicTest> ofStrangers(Call call) {
    List<DynamicTest> tests = new ArrayList<>();
    for (Role role : Role.values()) {
      Client stranger = house.key(Holder.STRANGER, role);
      tests.add(
          DynamicTest.dynamicTest(
              "a stranger's " + role,
              () -> {
                // Not readable, on purpose: whose the thing is comes first.
                String body = call.isOfTenant() ? "{not json" : body(call);
                Thing thing = call.isOfTenant() ? Thing.ANY : call.thing(role);
                Client.Answer answer = send(stranger, call, body, "", thing);
                if (!call.allows(role)) {
                  assertForbidden(answer);
                } else if (call.isOfTenant()) {
                  assertThat(answer.status()).as(answer.text()).isEqualTo(404);
                  assertThat(answer.code()).endsWith("_not_found").isNotEqualTo("route_not_found");
                } else {
                  assertLetIn(call, answer);
                  assertTellsNothingOfTheHouse(call, answer);
                }
              }));
      if (call.namesTenant()) {
        tests.add(
            DynamicTest.dynamicTest(
                "a stranger's " + role + " naming the house",
                () -> {
                  Client.Answer answer =
                      send(stranger, call, body(call), "?tenant=house", call.thing(role));
                  if (call.allows(role) && role.all().contains(Role.OPERATOR)) {
                    assertLetIn(call, answer);
                  } else {
                    assertForbidden(answer);
                  }
                }));
      }
    }
    return tests.stream();
  }

  private static void anybodyMayCall(Call call) {
    assertThat(send(farm.nobody(), call, "", "", Thing.ANY).status()).isEqualTo(200);
  }

  private static void assertLetIn(Call call, Client.Answer answer) {
    assertThat(answer.status()).as(answer.text()).isNotIn(401, 403, 404, 405, 415).isLessThan(500);
    if (call.method().equals("get")) {
      assertThat(answer.status()).as(answer.text()).isBetween(200, 299);
    }
    assertThat(call.answers())
        .as("the document does not tell of it: %s", answer.text())
        .contains(Integer.toString(answer.status()));
  }

  private static void assertForbidden(Client.Answer answer) {
    assertThat(answer.code()).as(answer.text()).isEqualTo("forbidden");
    assertThat(answer.status()).isEqualTo(403);
  }

  /** Whoever is no operator sees nothing of another tenant in any list. */
  private static void assertTellsNothingOfTheHouse(Call call, Client.Answer answer) {
    if (call.allows(Role.SUBMITTER)) {
      assertThat(answer.text()).doesNotContain(house.secrets());
    }
  }

  private static Client.Answer send(
      Client client, Call call, String body, String query, Thing thing) {
    String path = call.path();
    if (call.collection().isPresent()) {
      String kind = call.collection().get();
      String id =
          switch (thing) {
            case ANY -> things.computeIfAbsent(kind, house::make);
            case ITS_OWN -> house.make(kind);
          };
      path = path.replaceFirst("\\{[^}]+}", id);
    }
    if (call.path().equals(BATCH_EVENTS) && thing == Thing.ITS_OWN) { // which ends with the batch
      house.cancel(path.replace("/events", ""));
    }
    path = path.replace("{name}", House.OUTPUT);
    if (path.equals("/v1/events")) { // which has no end of its own
      query = query.isEmpty() ? "?follow=false" : query + "&follow=false";
    }
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    return client.send(
        call.method().toUpperCase(Locale.ROOT),
        path + query,
        call.media().map(_ -> bytes),
        "Content-Type",
        call.media().orElse("text/plain"));
  }

  /** One that the operation can read, whatever it thinks of it. */
  private static String body(Call call) {
    return call.media().filter(media -> media.contains("json")).isPresent() ? "{}" : "";
  }

  private static Stream<Call> calls() {
    return document.getJsonObject("paths").stream()
        .flatMap(path ->
            ((JsonObject) path.getValue())
                .stream()
                    .map(
                        one -> new Call(path.getKey(), one.getKey(), (JsonObject) one.getValue())));
  }
}
