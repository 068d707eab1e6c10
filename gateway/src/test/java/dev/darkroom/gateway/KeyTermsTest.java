package dev.darkroom.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.darkroom.gateway.auth.KeyText;
import dev.darkroom.job.id.TenantId;
import dev.darkroom.job.tenant.KeyRecord;
import dev.darkroom.job.tenant.KeyTerms;
import dev.darkroom.job.tenant.Role;
import dev.darkroom.storage.log.StateEntry;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Keys that are good for less than their role. */
class KeyTermsTest extends FreshFarm {
  private static final String NOOP = "{\"kind\":\"noop\"}";

  @Test
  void aKeyTellsWhatItWasMadeWith() {
    JsonNode made =
        make(",\"name\":\"the printer\",\"scopes\":[\"jobs:write\",\"jobs:read\"],"
                + "\"expires_at\":\"2099-01-01T00:00:00Z\",\"gpu_seconds\":60,"
                + "\"window_seconds\":3600")
            .json();

    JsonNode listed = client.get("/v1/keys?tenant=studio-a").json().path("data").path(0);
    for (JsonNode key : List.of(made, listed)) {
      assertThat(key.path("name").asText()).isEqualTo("the printer");
      assertThat(key.path("scopes").toString()).isEqualTo("[\"jobs:read\",\"jobs:write\"]");
      assertThat(key.path("expires_at").asText()).isEqualTo("2099-01-01T00:00:00Z");
      assertThat(key.path("gpu_seconds").asDouble()).isEqualTo(60);
      assertThat(key.path("window_seconds").asDouble()).isEqualTo(3600);
      assertThat(key.path("last_used_at").isNull()).isTrue();
    }
  }

  @Test
  void aKeyWithScopesDoesNothingElse() {
    Client reader = with(make(",\"scopes\":[\"jobs:read\"]"));

    assertThat(reader.get("/v1/jobs").status()).isEqualTo(200);
    for (Client.Answer refused : List.of(reader.submit(NOOP), reader.get("/v1/models"))) {
      assertThat(refused.status()).isEqualTo(403);
      assertThat(refused.code()).isEqualTo("insufficient_scope");
    }
    assertThat(reader.submit(NOOP).header("WWW-Authenticate"))
        .contains("error=\"insufficient_scope\"", "scope=\"jobs:write\"");
  }

  @Test
  void aScopeNeverGivesMoreThanTheRole() {
    Client submitter = with(make(",\"scopes\":[\"keys:read\"]"));

    assertThat(submitter.get("/v1/keys").code()).isEqualTo("forbidden");
  }

  @Test
  void anExpiredKeyIsToldSo() {
    String key = "dk_00000000000000ee_a-key-whose-time-is-over-and-done-with-x";
    farm.log.put(
        KeyRecord.PARTITION,
        new StateEntry.KeyEntry(
            new KeyRecord(
                KeyText.idOf(key).orElseThrow(),
                TenantId.of("studio-a"),
                Role.ADMIN,
                KeyText.hash(key),
                Instant.EPOCH,
                Optional.of(
                    new KeyTerms(
                        Optional.empty(),
                        List.of(),
                        Optional.of(Instant.EPOCH.plusSeconds(9)),
                        Optional.empty())))));
    Client late = Client.of(farm.gateway, Optional.of(key));
    Awaitility.await().until(() -> late.get("/v1/jobs").code().equals("key_expired"));

    Client.Answer answer = late.get("/v1/jobs");
    assertThat(answer.status()).isEqualTo(401);
    assertThat(answer.detail()).contains("1970-01-01T00:00:09Z");
  }

  @Test
  void aKeyTellsWhenItWasUsedLast() {
    with(make("")).get("/v1/jobs");

    assertThat(
            client
                .get("/v1/keys?tenant=studio-a")
                .json()
                .path("data")
                .path(0)
                .path("last_used_at")
                .asText())
        .startsWith("20");
  }

  @Test
  void whatDoesNotFitIsRefusedByName() {
    assertThat(make(",\"scopes\":[\"jobs:raed\"]").detail()).contains("did you mean 'jobs:read'?");
    assertThat(make(",\"expires_at\":\"2020-01-01T00:00:00Z\"").param()).isEqualTo("expires_at");
    assertThat(make(",\"expires_at\":\"soon\"").param()).isEqualTo("expires_at");
    assertThat(make(",\"gpu_seconds\":5").param()).isEqualTo("window_seconds");
    assertThat(make(",\"expires\":5").code()).isEqualTo("unknown_field");
  }

  private Client.Answer make(String more) {
    return client.post("/v1/keys", "{\"tenant\":\"studio-a\",\"role\":\"submitter\"" + more + "}");
  }

  private Client with(Client.Answer made) {
    return Client.of(farm.gateway, Optional.of(made.json().path("key").asText()));
  }
}
