package dev.darkroom.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import dev.darkroom.gateway.http.ApiDocument;
import dev.darkroom.job.id.JobId;
import dev.darkroom.storage.audit.AuditEntry;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who has asked for which change. */
class AuditTest {
  private static final String NOOP = "{\"kind\":\"noop\"}";

  private Farm farm;
  private Client client;

  @BeforeEach
  void start() {
    farm = Farm.ready();
    client = farm.client();
  }

  @AfterEach
  void stop() {
    farm.close();
  }

  @Test
  void everyOperationThatAsksForAChangeLeavesExactlyOneEntry() {
    JsonObject paths =
        new JsonObject(farm.nobody().get("/openapi.json").text()).getJsonObject("paths");
    for (String path : paths.fieldNames()) {
      for (String method : paths.getJsonObject(path).fieldNames()) {
        if (method.equals("get")) {
          continue;
        }
        JsonObject part = paths.getJsonObject(path).getJsonObject(method);
        int before = farm.log.audited().size();

        call(path, method, part);

        List<AuditEntry> fresh = farm.log.audited().subList(before, farm.log.audited().size());
        assertThat(fresh)
            .as("%s %s", method, path)
            .extracting(AuditEntry::operation)
            .containsExactly(part.getString("operationId"));
      }
    }
    assertThat(farm.log.audited())
        .extracting(AuditEntry::operation)
        .containsAll(ApiDocument.load().changingIds());
  }

  @Test
  void whatOnlyLooksLeavesNone() {
    client.get("/v1/jobs");
    client.get("/v1/audit");

    assertThat(farm.log.audited()).isEmpty();
  }

  @Test
  void anEntryTellsWhoDidWhatAndWhatCameOfIt() {
    JobId job = client.submit(NOOP).id();
    Client.Answer refused = client.post("/v1/jobs/" + job + "/retry", "");

    List<AuditEntry> entries = farm.log.audited();
    AuditEntry made = entries.getFirst();
    assertThat(made.operation()).isEqualTo("createJob");
    assertThat(made.outcome().status()).isEqualTo(202);
    assertThat(made.outcome().subject().orElseThrow()).endsWith("/v1/jobs/" + job);
    assertThat(made.address()).isEqualTo("127.0.0.1");
    assertThat(made.tenant().orElseThrow().value()).isEqualTo("default");
    assertThat(made.who().orElseThrow().key()).isEqualTo("first");
    AuditEntry retried = entries.getLast();
    assertThat(retried.ids()).containsEntry("id", job.toString());
    assertThat(retried.outcome().status()).isEqualTo(refused.status());
    assertThat(retried.outcome().code()).contains(refused.code());
    assertThat(retried.request()).isNotEqualTo(made.request());
  }

  @Test
  void whatIsRefusedBeforeAnybodyWorksOnItLeavesOneToo() {
    wrong().post("/v1/jobs", NOOP);
    farm.stranger().post("/v1/keys", "{}");
    client.post("/v1/jobs", " ".repeat(2 << 20));
    client.send("POST", "/v1/jobs", Optional.of(new byte[1]), "Content-Type", "text/plain");

    Awaitility.await().until(() -> farm.log.audited().size() == 4);
    assertThat(farm.log.audited())
        .extracting(
            AuditEntry::operation,
            entry -> entry.outcome().code().orElseThrow(),
            entry -> entry.who().map(who -> who.caller() + " " + who.key()).orElse("nobody"))
        .containsExactlyInAnyOrder(
            tuple("createJob", "invalid_api_key", "nobody"),
            tuple("createKey", "forbidden", "other 0000000000000001"),
            tuple("createJob", "body_too_large", "default first"),
            tuple("createJob", "unsupported_media_type", "default first"));
  }

  @Test
  void aFloodOfRefusalsFillsNoLogAndHidesNobodyElse() {
    for (int i = 0; i < 80; i++) {
      wrong().post("/v1/jobs", NOOP);
    }
    farm.stranger().post("/v1/keys", "{}");

    Awaitility.await()
        .until(() -> farm.log.audited().stream().anyMatch(entry -> entry.who().isPresent()));
    assertThat(farm.log.audited()).hasSizeBetween(61, 70);
    assertThat(client.get("/metrics").text()).containsPattern("audit_skips_total (1[0-9]|20)\\.0");
  }

  private Client wrong() {
    return Client.of(farm.gateway, Optional.of("dk_nobody"));
  }

  @Test
  void theAuditLogIsReadByFilterAPageAtATime() {
    client.submit(NOOP);
    JobId _ = farm.stranger().submit(NOOP).id();
    client.post("/v1/jobs", "{}");

    JsonNode first = client.get("/v1/audit?limit=2").json();
    assertThat(first.path("data")).hasSize(2);
    assertThat(first.path("has_more").asBoolean()).isTrue();
    JsonNode rest = client.get("/v1/audit?limit=2&after=" + first.path("next").asText()).json();
    assertThat(rest.path("data")).hasSize(1);
    assertThat(client.get("/v1/audit?tenant=other").json().path("data")).hasSize(1);
    assertThat(client.get("/v1/audit?status=4xx").json().path("data")).hasSize(1);
    assertThat(client.get("/v1/audit?status=202&operation=createJob").json().path("data"))
        .hasSize(2);
    assertThat(client.get("/v1/audit?since=2100-01-01T00:00:00Z").json().path("data")).isEmpty();
    assertThat(client.get("/v1/audit?since=yesterday").param()).isEqualTo("since");
    assertThat(farm.stranger().get("/v1/audit").code()).isEqualTo("forbidden");
  }

  @Test
  void whereTheLogTakesNoEntryTheAnswerGoesOutAndTheFailureIsCounted() {
    farm.log.auditDown(true);

    assertThat(client.submit(NOOP).id()).isNotNull();

    assertThat(farm.client().get("/metrics").text())
        .contains("darkroom_gateway_audit_failures_total 1.0");
  }

  private void call(String path, String method, JsonObject part) {
    Optional<String> media =
        Optional.ofNullable(part.getJsonObject("requestBody"))
            .map(body -> body.getJsonObject("content").fieldNames().iterator().next());
    Client.Answer _ =
        client.send(
            method.toUpperCase(Locale.ROOT),
            path.replaceAll("\\{[^}]+}", "any"),
            media.map(_ -> "{}".getBytes(StandardCharsets.UTF_8)),
            "Content-Type",
            media.orElse("text/plain"));
    assertThat(part.getJsonArray("tags", new JsonArray())).isNotEmpty();
  }
}
