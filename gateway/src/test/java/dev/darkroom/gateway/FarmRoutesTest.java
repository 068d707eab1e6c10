package dev.darkroom.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.darkroom.job.id.Epoch;
import dev.darkroom.job.id.JobId;
import dev.darkroom.job.id.RunRef;
import dev.darkroom.job.worker.WorkerState;
import java.util.List;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class FarmRoutesTest extends FreshFarm {
  @Test
  void modelsAreListedAsOpenAiDoesWithOursBeside() {
    JsonNode list = client.get("/v1/models").json();

    assertThat(list.path("object").asText()).isEqualTo("list");
    JsonNode model = list.path("data").path(0);
    assertThat(model.path("id").asText()).isEqualTo("shapes-ldm");
    assertThat(model.path("object").asText()).isEqualTo("model");
    assertThat(model.path("created").asLong()).isEqualTo(1_793_491_200);
    assertThat(model.path("owned_by").asText()).isEqualTo("darkroom");
    assertThat(model.path("limits").path("max_steps").asInt()).isEqualTo(1_000);
    assertThat(model.path("defaults").path("guidance_scale").asDouble()).isEqualTo(5.0);
  }

  @Test
  void oneModelOrOneVersionIsShownAndAnotherIsNot() {
    assertThat(client.get("/v1/models/shapes-ldm").json().path("version").asInt()).isEqualTo(2);
    assertThat(client.get("/v1/models/shapes-ldm@2").status()).isEqualTo(200);
    assertThat(client.get("/v1/models/shapes-ldm@1").code()).isEqualTo("model_not_found");
    assertThat(client.get("/v1/models/nothing").status()).isEqualTo(404);
  }

  @Test
  void whereTheObjectStoreIsDownModelsAreUnavailableAndNoopStillRuns() {
    farm.models.down(true);

    Client.Answer models = client.get("/v1/models");
    Client.Answer picture =
        client.submit("{\"kind\":\"generation\",\"model\":\"shapes-ldm\",\"prompt\":\"x\"}");

    assertThat(models.status()).isEqualTo(503);
    assertThat(models.code()).isEqualTo("storage_unavailable");
    assertThat(picture.status()).isEqualTo(503);
    assertThat(picture.header("Retry-After")).isEqualTo("2");
    assertThat(client.submit("{\"kind\":\"noop\"}").status()).isEqualTo(202);
  }

  @Test
  void poolsTellTheirQueueAndWorkers() {
    client.submit("{\"kind\":\"noop\"}");
    farm.scheduler.worker(new WorkerState.Idle(FakeScheduler.now()));

    Awaitility.await()
        .untilAsserted(() -> {
          JsonNode pool = client.get("/v1/pools").json().path("data").path(0);
          assertThat(pool.path("id").asText()).isEqualTo("default");
          assertThat(pool.path("queued").asInt()).isEqualTo(1);
          assertThat(pool.path("workers").path("idle").asInt()).isEqualTo(1);
        });
  }

  @Test
  void workersTellWhatTheyDoAndAreFiltered() {
    JobId job = client.submit("{\"kind\":\"noop\"}").id();
    farm.scheduler.worker(
        new WorkerState.Busy(List.of(new RunRef(job, new Epoch(1))), FakeScheduler.now()));
    Awaitility.await().until(() -> workers("").size() == 1);

    JsonNode worker = workers("").get(0);

    assertThat(worker.path("name").asText()).isEqualTo("w1");
    assertThat(worker.path("state").asText()).isEqualTo("busy");
    assertThat(worker.path("job").asText()).isEqualTo(job.toString());
    assertThat(worker.path("models").path(0).asText()).isEqualTo("shapes-ldm");
    assertThat(workers("?state=busy&pool=default")).hasSize(1);
    assertThat(workers("?state=idle")).isEmpty();
    assertThat(workers("?pool=other")).isEmpty();
    assertThat(client.get("/v1/workers?state=asleep").code()).isEqualTo("invalid_parameter");
  }

  @Test
  void probesNeedNoKey() {
    for (String path : List.of("/healthz", "/readyz", "/metrics", "/openapi.json")) {
      assertThat(farm.nobody().get(path).status()).as(path).isEqualTo(200);
    }
  }

  @Test
  void aGatewayIsReadyOnceASchedulerAnswersAndTellsWhatIsMissingBefore() {
    farm.scheduler.fallSilent();
    try (GatewayService other = farm.start(Farm.settings())) {
      Client fresh = Client.of(other, Optional.empty());
      Awaitility.await()
          .untilAsserted(() -> {
            Client.Answer answer = fresh.get("/readyz");
            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.code()).isEqualTo("starting");
            assertThat(answer.json().path("reasons").path(0).asText())
                .isEqualTo("no scheduler answers for partition 1");
          });
      assertThat(fresh.get("/healthz").status()).isEqualTo(200);

      farm.scheduler.wake();

      Awaitility.await().until(() -> fresh.get("/readyz").status() == 200);
    }
  }

  @Test
  void metricsCountRequestsByOperationAndStatus() {
    client.get("/v1/jobs");

    Awaitility.await()
        .untilAsserted(() ->
            assertThat(client.get("/metrics").text())
                .contains("darkroom_gateway_requests_seconds_count")
                .contains("operation=\"listJobs\"")
                .contains("darkroom_gateway_waiting"));
  }

  @Test
  void aWrongKeyForMetricsIsRefusedEvenFromThisMachine() {
    assertThat(farm.nobody().get("/metrics", "X-API-Key", "wrong-wrong-wrong").status())
        .isEqualTo(401);
  }

  private JsonNode workers(String query) {
    return client.get("/v1/workers" + query).json().path("data");
  }
}
