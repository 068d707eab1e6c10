package dev.darkroom.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.darkroom.job.command.Command;
import dev.darkroom.job.command.Refusal;
import dev.darkroom.job.id.JobId;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class TenantRoutesTest extends FreshFarm {
  private static final String NOOP = "{\"kind\":\"noop\"}";

  @Test
  void whatIsSaidOfATenantGoesToEveryPartition() {
    Client.Answer said =
        set(
            "studio-a",
            "{\"weight\":2,\"max_queued\":5,\"gpu_seconds\":60,\"window_seconds\":3600}");

    assertThat(said.status()).isEqualTo(200);
    for (int partition = 0; partition < 4; partition++) {
      assertThat(farm.log.commands(partition))
          .filteredOn(Command.SetTenant.class::isInstance)
          .hasSize(1);
    }
    JsonNode tenant = client.get("/v1/tenants/studio-a").json();
    assertThat(tenant.path("weight").asDouble()).isEqualTo(2);
    assertThat(tenant.path("max_queued").asInt()).isEqualTo(5);
    assertThat(tenant.path("max_running").isNull()).isTrue();
    assertThat(tenant.path("window_seconds").asDouble()).isEqualTo(3600);
    assertThat(client.get("/v1/tenants").json().path("data")).hasSize(1);
  }

  @Test
  void aTenantOfWhomNothingWasSaidHasNoLimits() {
    JsonNode tenant = client.get("/v1/tenants/anybody").json();
    assertThat(tenant.path("weight").asDouble()).isEqualTo(1);
    assertThat(tenant.path("gpu_seconds").isNull()).isTrue();
  }

  @Test
  void whatDoesNotFitIsRefusedByName() {
    assertThat(set("a", "{\"weight\":0}").param()).isEqualTo("weight");
    assertThat(set("a", "{\"gpu_seconds\":1}").param()).isEqualTo("window_seconds");
    assertThat(set("a", "{\"weigth\":1}").detail()).contains("did you mean 'weight'?");
    assertThat(farm.stranger().get("/v1/tenants").status()).isEqualTo(403);
  }

  @Test
  void aTenantSeesWhatIsLeftToIt() {
    set(
        "default",
        "{\"max_queued\":5,\"max_running\":2,\"gpu_seconds\":60,\"window_seconds\":3600}");
    client.submit(NOOP);
    JobId runs = client.submit(NOOP).id();
    farm.scheduler.start(runs);

    Awaitility.await()
        .untilAsserted(() -> {
          JsonNode pool = client.get("/v1/quota").json().path("pools").path(0);
          assertThat(pool.path("queued").toString())
              .isEqualTo("{\"used\":1,\"limit\":5,\"remaining\":4}");
          assertThat(pool.path("running").path("remaining").asInt()).isEqualTo(1);
          assertThat(pool.path("gpu_seconds").path("remaining").asDouble()).isEqualTo(60);
          assertThat(pool.path("gpu_seconds").path("resets_at").asText()).startsWith("20");
        });
    assertThat(farm.stranger().get("/v1/quota").json().path("tenant").asText()).isEqualTo("other");
  }

  @Test
  void aTenantThatHasAllTheWaitingJobsThatItMayHaveIsToldToComeBack() {
    set("default", "{\"max_queued\":5}");
    Awaitility.await().until(() -> !client.get("/v1/tenants").json().path("data").isEmpty());
    farm.scheduler.refuse(Refusal.of(Refusal.QUOTA_QUEUED, "5 jobs of tenant 'default' wait"));

    Client.Answer answer = client.submit(NOOP);

    assertThat(answer.status()).isEqualTo(429);
    assertThat(answer.code()).isEqualTo("quota_queued");
    assertThat(answer.header("Retry-After")).isEqualTo("5");
    assertThat(answer.header("RateLimit-Policy"))
        .isEqualTo("\"tenant-queued\";q=5;qu=\"queued-jobs\"");
    assertThat(answer.header("RateLimit")).isEqualTo("\"tenant-queued\";r=0");
  }

  private Client.Answer set(String tenant, String body) {
    return client.send(
        "PUT",
        "/v1/tenants/" + tenant,
        Optional.of(body.getBytes(StandardCharsets.UTF_8)),
        "Content-Type",
        "application/json");
  }
}
