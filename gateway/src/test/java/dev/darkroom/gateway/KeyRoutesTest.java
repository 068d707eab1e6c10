package dev.darkroom.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.job.id.JobId;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeyRoutesTest extends FreshFarm {
  private static final String NOOP = "{\"kind\":\"noop\"}";

  @Test
  void aNewKeyIsToldOnceAndWorksAtOnce() {
    Client.Answer made = make("studio-a", "submitter");

    assertThat(made.status()).isEqualTo(201);
    String id = made.json().path("id").asText();
    String key = made.json().path("key").asText();
    assertThat(key).matches("dk_" + id + "_[A-Za-z0-9_-]{43}");
    assertThat(with(key).submit(NOOP).status()).isEqualTo(202);
    assertThat(client.get("/v1/keys?tenant=studio-a").text())
        .contains(id)
        .doesNotContain(key.substring(20));
  }

  @Test
  void theLogKeepsTheHashOfAKeyAlone() {
    String key = make("studio-a", "submitter").json().path("key").asText();

    assertThat(farm.log.commands(0).toString())
        .contains("CreateKey")
        .doesNotContain(key)
        .doesNotContain(key.substring(20));
  }

  @Test
  void aKeyOfTheLogWorksOnEveryGateway() {
    String key = make("studio-a", "submitter").json().path("key").asText();
    try (GatewayService other = farm.start(Farm.settings())) {
      Client there = Client.of(other, Optional.of(key));
      Awaitility.await().until(() -> there.get("/v1/jobs").status() == 200);
    }
  }

  @Test
  void aRevokedKeyIsGoodNoMore() {
    Client.Answer made = make("studio-a", "submitter");
    Client holder = with(made.json().path("key").asText());
    String path = "/v1/keys/" + made.json().path("id").asText();

    assertThat(client.send("DELETE", path, Optional.empty()).status()).isEqualTo(204);

    assertThat(holder.get("/v1/jobs").code()).isEqualTo("invalid_api_key");
    assertThat(client.send("DELETE", "/v1/keys/nothing", Optional.empty()).code())
        .isEqualTo("key_not_found");
  }

  @Test
  void aKeyWithTheRightIdAndAnotherSecretIsNobodys() {
    String id = make("studio-a", "admin").json().path("id").asText();

    assertThat(with("dk_" + id + "_" + "A".repeat(43)).get("/v1/jobs").status()).isEqualTo(401);
  }

  @Test
  void aJobOfAnotherTenantIsNotThere() {
    JobId mine = client.submit(NOOP).id();
    Client other = with(make("studio-a", "submitter").json().path("key").asText());
    JobId theirs = other.submit(NOOP).id();

    assertThat(other.get("/v1/jobs/" + mine).status()).isEqualTo(404);
    assertThat(client.get("/v1/jobs/" + theirs).status()).isEqualTo(404);
  }

  @Test
  void anOperatorNamesWhoseJobsAreSpokenOf() {
    Client theirs = with(make("studio-a", "submitter").json().path("key").asText());
    JobId job = theirs.submit(NOOP).id();
    Client operator = with(make("house", "operator").json().path("key").asText());

    assertThat(operator.get("/v1/jobs?tenant=studio-a").text()).contains(job.toString());
    assertThat(operator.get("/v1/jobs/" + job + "?tenant=studio-a").status()).isEqualTo(200);
    assertThat(
            operator.post("/v1/jobs/" + job + "/cancel?tenant=studio-a", "").json().path("status"))
        .asString()
        .contains("canceled");
    assertThat(theirs.get("/v1/jobs?tenant=default").code()).isEqualTo("forbidden");
  }

  @ParameterizedTest
  @CsvSource({
    "submitter, noop, 202",
    "trainer,   noop, 202",
    "operator,  noop, 403",
    "admin,     noop, 202",
    "submitter, inversion, 403",
    "trainer,   inversion, 422",
  })
  void aRoleSaysWhichJobsMayBeSubmitted(String role, String kind, int status) {
    Client client = with(make("studio-a", role).json().path("key").asText());
    String body =
        kind.equals("noop")
            ? NOOP
            : "{\"kind\":\"inversion\",\"model\":\"shapes-ldm\",\"images\":[\"none\"],"
                + "\"placeholder_token\":\"<x>\",\"initializer_token\":\"circle\"}";

    assertThat(client.submit(body).status()).isEqualTo(status);
  }

  @ParameterizedTest
  @CsvSource({
    "/v1/keys,    submitter, 403",
    "/v1/keys,    trainer,   403",
    "/v1/keys,    operator,  403",
    "/v1/keys,    admin,     200",
    "/v1/workers, submitter, 403",
    "/v1/workers, operator,  200",
    "/v1/pools,   submitter, 200",
    "/v1/jobs,    operator,  200",
  })
  void aRoleSaysWhatMayBeSeen(String path, String role, int status) {
    Client client = with(make("studio-a", role).json().path("key").asText());

    Client.Answer answer = client.get(path);

    assertThat(answer.status()).isEqualTo(status);
    if (status == 403) {
      assertThat(answer.code()).isEqualTo("forbidden");
      assertThat(answer.detail()).startsWith("this key's role may not do that: use a key of role");
    }
  }

  @Test
  void whatIsNoRoleOrNoTenantIsRefusedByName() {
    assertThat(make("studio-a", "boss").detail())
        .contains("role 'boss'")
        .contains("submitter, trainer, operator, admin");
    assertThat(make("Studio A", "admin").param()).isEqualTo("tenant");
    assertThat(client.post("/v1/keys", "{\"tenant\":\"a\",\"role\":\"admin\",\"scope\":1}").code())
        .isEqualTo("unknown_field");
  }

  private Client.Answer make(String tenant, String role) {
    return client.post("/v1/keys", "{\"tenant\":\"%s\",\"role\":\"%s\"}".formatted(tenant, role));
  }

  private Client with(String key) {
    return Client.of(farm.gateway, Optional.of(key));
  }
}
