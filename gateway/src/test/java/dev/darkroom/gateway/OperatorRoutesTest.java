package dev.darkroom.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.darkroom.job.worker.WorkerState;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OperatorRoutesTest extends FreshFarm {
  @ParameterizedTest
  @CsvSource({"pause,paused", "cordon,cordoned", "resume,open", "uncordon,open"})
  void aPoolIsSteeredAndShownAsItIsThen(String verb, String mode) {
    Client.Answer answer = client.post("/v1/pools/default/" + verb, "");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.json().path("mode").asText()).isEqualTo(mode);
    assertThat(client.get("/v1/pools/default").json().path("mode").asText()).isEqualTo(mode);
  }

  @ParameterizedTest
  @CsvSource({"drain,draining,false", "stop,draining,false", "lock,idle,true", "unlock,idle,false"})
  void aWorkerIsSteeredAndShownAsItIsThen(String verb, String state, boolean locked) {
    farm.scheduler.worker(new WorkerState.Idle(FakeScheduler.now()));
    Awaitility.await().until(() -> client.get("/v1/workers/w1").status() == 200);

    JsonNode worker = client.post("/v1/workers/w1/" + verb, "").json();

    assertThat(worker.path("state").asText()).isEqualTo(state);
    assertThat(worker.path("locked").asBoolean()).isEqualTo(locked);
    assertThat(worker.path("labels").path("zone").asText()).isEqualTo("a");
  }

  @Test
  void aPoolIsCreatedWhereTheFewestStandAndShowsWhatItWasGiven() {
    Client.Answer created =
        client.post(
            "/v1/pools",
            """
            {"id":"night","max_queued":50,
             "offer":{"kinds":["inversion"],"labels":{"gpu":["h100","a100"]}},
             "sleep":{"zone":"Europe/Berlin","windows":[{"days":["monday"],"from":"08:00","to":"20:00"}]}}
            """);

    assertThat(created.status()).as(created.text()).isEqualTo(201);
    JsonNode pool = client.get("/v1/pools/night").json();
    assertThat(pool).isEqualTo(created.json());
    assertThat(pool.path("partition").asInt()).as("1 has the default pool").isZero();
    assertThat(pool.path("max_queued").asInt()).isEqualTo(50);
    assertThat(pool.path("offer").path("kinds").path(0).asText()).isEqualTo("inversion");
    assertThat(pool.path("offer").path("labels").path("gpu")).hasSize(2);
    assertThat(pool.path("sleep").path("windows").path(0).path("from").asText()).isEqualTo("08:00");
    assertThat(pool.path("changes_at").asText()).isNotEmpty();
    assertThat(client.post("/v1/pools", "{\"id\":\"night\"}").code()).isEqualTo("pool_exists");
  }

  @Test
  void aPoolsNameKeepsItsPartition() {
    client.post("/v1/pools", "{\"id\":\"night\",\"partition\":2}");

    assertThat(client.post("/v1/pools", "{\"id\":\"night\",\"partition\":3}").code())
        .isEqualTo("pool_elsewhere");
  }

  @Test
  void aChangeLeavesWhatItDoesNotName() {
    client.post("/v1/pools", "{\"id\":\"night\",\"max_queued\":50,\"offer\":{\"models\":[\"m\"]}}");

    JsonNode pool = client.patch("/v1/pools/night", "{\"max_queued\":60}").json();

    assertThat(pool.path("max_queued").asInt()).isEqualTo(60);
    assertThat(pool.path("offer").path("models").path(0).asText()).isEqualTo("m");
  }

  @Test
  void whoDeletesAPoolSaysWhatBecomesOfItsJobs() {
    client.post("/v1/pools", "{\"id\":\"night\"}");

    assertThat(client.delete("/v1/pools/night").code()).isEqualTo("invalid_parameter");
    assertThat(client.delete("/v1/pools/night?jobs=move").code()).isEqualTo("invalid_parameter");
    Client.Answer moving = client.delete("/v1/pools/night?jobs=move&to=default");
    assertThat(moving.status()).isEqualTo(202);
    assertThat(moving.json().path("mode").asText()).isEqualTo("deleting");
    assertThat(moving.json().path("moves_to").asText()).isEqualTo("default");
    assertThat(client.delete("/v1/pools/default?jobs=refuse").code()).isEqualTo("pool_kept");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"id\":\"No Name\"}|invalid_name|id",
        "{\"max_queued\":5}|missing_field|id",
        "{\"id\":\"p\",\"partition\":4}|value_out_of_range|partition",
        "{\"id\":\"p\",\"colour\":1}|unknown_field|colour",
        "{\"id\":\"p\",\"offer\":{\"kinds\":[\"dance\"]}}|unknown_kind|offer.kinds",
        "{\"id\":\"p\",\"offer\":{\"memory_bytes\":-1}}|value_out_of_range|offer.memory_bytes",
        "{\"id\":\"p\",\"offer\":7}|wrong_type|offer",
        "{\"id\":\"p\",\"sleep\":{\"zone\":\"Mars\"}}|unknown_value|sleep.zone",
        "{\"id\":\"p\",\"sleep\":{\"windows\":[{\"from\":\"8\",\"to\":\"9\"}]}}|unknown_value"
            + "|sleep.windows[0].from",
        "{\"id\":\"p\",\"sleep\":{\"windows\":[{\"from\":\"08:00\"}]}}|missing_field"
            + "|sleep.windows[0].to",
        "{\"id\":\"p\",\"sleep\":{\"windows\":[{\"days\":[\"x\"],\"from\":\"08:00\",\"to\":\"09:00\"}]}}"
            + "|unknown_value|sleep.windows[0].days",
      })
  void whatDoesNotFitIsRefusedByItsField(String body, String code, String param) {
    Client.Answer answer = client.post("/v1/pools", body);

    assertThat(answer.code()).as(answer.text()).isEqualTo(code);
    assertThat(answer.json().path("param").asText()).isEqualTo(param);
  }

  @Test
  void onlyOperatorsSteerAndOnlyTheySeeWorkers() {
    Client stranger = farm.stranger();

    for (String path : List.of("/v1/pools/default/pause", "/v1/workers/w1/drain")) {
      assertThat(stranger.post(path, "").status()).as(path).isEqualTo(403);
    }
    assertThat(stranger.post("/v1/pools", "{\"id\":\"mine\"}").code()).isEqualTo("forbidden");
    assertThat(stranger.patch("/v1/pools/default", "{}").code()).isEqualTo("forbidden");
    assertThat(stranger.delete("/v1/pools/default?jobs=refuse").code()).isEqualTo("forbidden");
    assertThat(stranger.get("/v1/workers").code()).isEqualTo("forbidden");
    assertThat(stranger.get("/v1/pools").status()).as("jobs name pools").isEqualTo(200);
    assertThat(farm.nobody().post("/v1/pools/default/pause", "").status()).isEqualTo(401);
  }

  @Test
  void aPoolOrWorkerThatIsNotThereIsNotFound() {
    assertThat(client.post("/v1/pools/nowhere/pause", "").code()).isEqualTo("no_such_pool");
    assertThat(client.get("/v1/pools/No%20Name").status()).isEqualTo(404);
    assertThat(client.post("/v1/workers/w9/drain", "").code()).isEqualTo("worker_not_found");
  }

  @Test
  void whereNoSchedulerAnswersTheOperatorIsToldSo() {
    farm.scheduler.fallSilent();

    Client.Answer answer = client.post("/v1/pools/default/pause", "");

    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.code()).isEqualTo("scheduler_silent");
    assertThat(answer.header("Retry-After")).isEqualTo("2");
    farm.scheduler.wake();
    Awaitility.await()
        .until(() -> client.get("/v1/pools/default").json().path("mode").asText().equals("paused"));
  }
}
