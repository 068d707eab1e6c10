package dev.darkroom.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.darkroom.gateway.view.Sweeper;
import dev.darkroom.job.JobRecord;
import dev.darkroom.job.command.Command;
import dev.darkroom.job.command.Refusal;
import dev.darkroom.job.id.JobId;
import dev.darkroom.storage.janitor.JanitorSettings;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class BatchRoutesTest extends FreshFarm {
  /** A gateway that keeps no results. */
  private static final Sweeper.Settings KEPT_BRIEFLY =
      new Sweeper.Settings(
          Duration.ofHours(1),
          new JanitorSettings(
              Duration.ofHours(1),
              Duration.ofDays(7),
              Duration.ofDays(1),
              Duration.ofDays(7),
              new JanitorSettings.BatchKeeping(Duration.ofNanos(1), Duration.ofDays(1)),
              1_000));

  @Test
  void aBatchIsAcceptedAndEveryLineOfItIsQueuedOnceWithItsName() {
    JsonNode batch = submit(lines(50), "k").json();

    assertThat(batch.path("object").asText()).isEqualTo("batch");
    assertThat(batch.path("status").asText()).isEqualTo("in_progress");
    assertThat(batch.path("request_counts").toString())
        .isEqualTo("{\"total\":50,\"completed\":0,\"failed\":0}");
    List<JobRecord> jobs = queued(50);
    assertThat(jobs)
        .extracting(job -> job.header().batch().orElseThrow().customId())
        .containsExactlyInAnyOrderElementsOf(names(50));
    assertThat(jobs)
        .allSatisfy(job ->
            assertThat(job.header().batch().orElseThrow().batch().value())
                .isEqualTo(batch.path("id").asText()));
  }

  @Test
  void nothingIsQueuedWhereALineIsNotValidAndEachIsToldWithItsNumber() {
    String file =
        "{\"custom_id\":\"a\",\"kind\":\"noop\"}\n"
            + "{\"custom_id\":\"b\",\"kind\":\"noop\",\"milis\":5}\n"
            + "\n"
            + "{\"custom_id\":\"a\",\"kind\":\"noop\"}\n"
            + "{\"kind\":\"noop\"}\n"
            + "{\"custom_id\":\"e\"";

    Client.Answer answer = submit(file, "k");

    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.code()).isEqualTo("invalid_batch");
    assertThat(answer.detail()).startsWith("4 of 5 lines are not valid, and none is queued");
    List<String> reasons = new ArrayList<>();
    answer.json().path("reasons").forEach(reason -> reasons.add(reason.asText()));
    assertThat(reasons).hasSize(4);
    assertThat(reasons.get(0)).startsWith("line 2: ").contains("'milis'", "'millis'");
    assertThat(reasons.get(1)).isEqualTo("line 4: custom_id 'a' is that of line 1 too");
    assertThat(reasons.get(2)).startsWith("line 5: custom_id is missing");
    assertThat(reasons.get(3)).startsWith("line 6: the body is not JSON");
    assertThat(submits()).isEmpty();
  }

  @Test
  void broughtAgainUnderTheSameKeyItIsTheSameBatchAndQueuesNothingTwice() {
    JsonNode first = submit(lines(20), "k").json();
    queued(20);

    Client.Answer again = submit(lines(20), "k");

    assertThat(again.json().path("id")).isEqualTo(first.path("id"));
    assertThat(again.header("Idempotency-Replayed")).isEqualTo("true");
    assertThat(queued(20)).hasSize(20);
    assertThat(submit(lines(21), "k").code()).isEqualTo("idempotency_key_reused");
    assertThat(submit(lines(20), "other").json().path("id")).isNotEqualTo(first.path("id"));
  }

  @Test
  void anotherGatewayGoesOnWhereTheFirstHasStopped() {
    farm.scheduler.fallSilent();
    String id = submit(lines(30), "k").json().path("id").asText();
    farm.gateway.close();
    farm.scheduler.wake();

    try (GatewayService other = farm.start(Farm.settings())) {
      Client there = Client.of(other, Optional.of(Farm.KEY));
      Awaitility.await().until(() -> there.get("/v1/batches/" + id).status() == 200);
      submit(there, lines(30), "k");
      queued(30);
    }
  }

  @Test
  void linesForWhichThereIsNoRoomAreSentAgainUntilThereIs() {
    farm.scheduler.refuse(Refusal.of(Refusal.QUEUE_FULL, "10 jobs wait"));
    submit(lines(5), "k");
    Awaitility.await().until(() -> submits().size() >= 10);

    farm.scheduler.refuseNoMore();

    queued(5);
  }

  @Test
  void aLineThatIsRefusedForGoodIsAResultAndTheBatchEnds() {
    farm.scheduler.refuse(Refusal.of(Refusal.UNSCHEDULABLE, "no worker of the pool can be such"));
    String id = submit(lines(3), "k").json().path("id").asText();

    JsonNode ended = ended(id);

    assertThat(ended.path("status").asText()).isEqualTo("completed");
    assertThat(ended.path("request_counts").toString())
        .isEqualTo("{\"total\":3,\"completed\":0,\"failed\":3}");
    assertThat(results(id, "").getFirst().path("error").path("code").asText())
        .isEqualTo("unschedulable");
  }

  @Test
  void resultsComeAsLinesEndAndGoOnAfterTheLastThatWasReceived() {
    String id = submit(lines(4), "k").json().path("id").asText();
    List<JobRecord> jobs = queued(4);
    end(jobs.get(0));
    end(jobs.get(1));
    Awaitility.await().until(() -> results(id, "").size() == 2);
    String last = results(id, "").getLast().path("id").asText();

    end(jobs.get(2));
    end(jobs.get(3));
    JsonNode ended = ended(id);

    assertThat(ended.path("status").asText()).isEqualTo("completed");
    assertThat(ended.path("progress").asDouble()).isEqualTo(1);
    assertThat(ended.path("request_counts").path("completed").asInt()).isEqualTo(4);
    assertThat(results(id, "?after=" + last)).hasSize(2);
    List<JsonNode> all = results(id, "");
    assertThat(results(id, "?after=" + all.get(1).path("cursor").asText()))
        .extracting(line -> line.path("id"))
        .containsExactly(all.get(2).path("id"), all.get(3).path("id"));
    assertThat(results(id, "?after=" + all.getLast().path("cursor").asText())).isEmpty();
    assertThat(client.get("/v1/batches/" + id + "/results?after=17-0").code())
        .isEqualTo("invalid_parameter");
    assertThat(results(id, ""))
        .extracting(line -> line.path("custom_id").asText())
        .containsExactlyInAnyOrderElementsOf(names(4));
    assertThat(client.get("/v1/batches/" + id + "/results?after=nothing").code())
        .isEqualTo("invalid_parameter");
  }

  @Test
  void whoPrefersToWaitIsAnsweredAtTheEndOfTheBatchOrAfterItsTime() throws Exception {
    Client.Answer early = submit(lines(2), "first", "Prefer", "wait=1");
    assertThat(early.status()).isEqualTo(202);
    assertThat(early.header("Preference-Applied")).isEqualTo("wait=1");

    Thread worker = Thread.startVirtualThread(() -> queued(2).forEach(this::end));
    Client.Answer late = submit(lines(2), "first", "Prefer", "wait=5");
    worker.join();

    assertThat(late.status()).isEqualTo(200);
    assertThat(late.json().path("status").asText()).isEqualTo("completed");
    assertThat(late.json().path("request_counts").path("completed").asInt()).isEqualTo(2);
  }

  @Test
  void whoWatchesABatchIsToldOfEachChangeOverEitherKindOfStream() throws Exception {
    String id = submit(lines(2), "k").json().path("id").asText();
    String path = "/v1/batches/" + id + "/events";
    try (Events events = client.events(path);
        Messages messages = client.messages(path + "?last_event_id=in_progress.0.0")) {
      assertThat(events.next().orElseThrow().id()).isEqualTo("in_progress.0.0");

      queued(2).forEach(this::end);

      assertThat(events.rest().getLast().id()).isEqualTo("completed.2.0");
      assertThat(messages.rest())
          .extracting(message -> message.path("id").asText())
          .doesNotContain("in_progress.0.0")
          .endsWith("completed.2.0");
      assertThat(messages.code()).isEqualTo(1000);
    }
  }

  @Test
  void aCanceledBatchKeepsWhatHasEnded() {
    String id = submit(lines(3), "k").json().path("id").asText();
    end(queued(3).getFirst());

    assertThat(client.post("/v1/batches/" + id + "/cancel", "").status()).isEqualTo(202);

    JsonNode ended = ended(id);
    assertThat(ended.path("status").asText()).isEqualTo("cancelled");
    assertThat(ended.path("request_counts").toString())
        .isEqualTo("{\"total\":3,\"completed\":1,\"failed\":2}");
  }

  @Test
  void aBatchSaysThatItsResultsAreGoneAndStaysKnown() {
    String id = submit(lines(1), "k").json().path("id").asText();
    assertThat(client.get("/v1/batches/" + id).json().path("results").asText())
        .isEqualTo("growing");
    client.post("/v1/batches/" + id + "/cancel", "");
    assertThat(ended(id).path("results").asText()).isEqualTo("complete");

    try (GatewayService later = farm.start(Farm.settings().with(KEPT_BRIEFLY))) {
      Client there = Client.of(later, Optional.of(Farm.KEY));
      JsonNode batch = there.get("/v1/batches/" + id).json();
      assertThat(batch.path("status").asText()).isEqualTo("cancelled");
      assertThat(batch.path("results").asText()).isEqualTo("expired");
      for (String path : List.of("results", "outputs", "outputs?format=tar")) {
        Client.Answer gone = there.get("/v1/batches/" + id + "/" + path);
        assertThat(gone.status()).isEqualTo(410);
        assertThat(gone.code()).isEqualTo("batch_results_expired");
      }
      assertThat(there.post("/v1/batches/" + id + "/retry", "").status()).isEqualTo(410);
    }
  }

  @Test
  void theJobOfALineStaysUntilItsBatchHasEnded() {
    String id = submit(lines(2), "k").json().path("id").asText();
    List<JobRecord> jobs = queued(2);
    end(jobs.getFirst());
    String job = "/v1/jobs/" + jobs.getFirst().header().id();
    Awaitility.await()
        .until(() -> client.get(job).json().path("status").asText().equals("succeeded"));

    Client.Answer refused = client.delete(job);
    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.code()).isEqualTo("batch_not_ended");
    assertThat(refused.detail()).contains(id);

    end(jobs.getLast());
    ended(id);
    assertThat(client.delete(job).status()).isEqualTo(204);
  }

  @Test
  void aBatchOfAnotherTenantIsNotThere() {
    String id = submit(lines(1), "k").json().path("id").asText();

    assertThat(farm.stranger().get("/v1/batches/" + id).code()).isEqualTo("batch_not_found");
    assertThat(farm.stranger().get("/v1/batches/" + id + "/results").status()).isEqualTo(404);
    assertThat(farm.stranger().post("/v1/batches/" + id + "/cancel", "").status()).isEqualTo(404);
    assertThat(farm.stranger().get("/v1/batches").json().path("data")).isEmpty();
    assertThat(client.get("/v1/batches").json().path("data")).hasSize(1);
  }

  @Test
  void aBodyOfAnotherTypeIsRefused() {
    Client.Answer answer =
        client.send(
            "POST",
            "/v1/batches",
            Optional.of(new byte[] {'{', '}'}),
            "Content-Type",
            "text/plain");

    assertThat(answer.status()).isEqualTo(415);
  }

  private void end(JobRecord job) {
    JobId id = job.header().id();
    farm.scheduler.start(id);
    farm.scheduler.apply(id, Jobs.succeeded(id));
  }

  private JsonNode ended(String id) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .until(() ->
            client
                .get("/v1/batches/" + id)
                .json()
                .path("status")
                .asText()
                .matches("completed|cancelled"));
    return client.get("/v1/batches/" + id).json();
  }

  private List<JsonNode> results(String id, String query) {
    return client
        .get("/v1/batches/" + id + "/results" + query)
        .text()
        .lines()
        .map(Client::json)
        .toList();
  }

  /** The jobs that the scheduler has, once it has so many; none of them twice. */
  private List<JobRecord> queued(int count) {
    Awaitility.await().until(() -> farm.scheduler.jobs().size() >= count);
    assertThat(farm.scheduler.jobs()).hasSize(count);
    return farm.scheduler.jobs();
  }

  private List<Command> submits() {
    return farm.log.commands(1).stream().filter(Command.Submit.class::isInstance).toList();
  }

  private Client.Answer submit(String file, String key, String... headers) {
    return submit(client, file, key, headers);
  }

  private static Client.Answer submit(Client client, String file, String key, String... headers) {
    List<String> all =
        new ArrayList<>(List.of("Content-Type", "application/jsonl", "Idempotency-Key", key));
    all.addAll(List.of(headers));
    return client.send(
        "POST",
        "/v1/batches",
        Optional.of(file.getBytes(StandardCharsets.UTF_8)),
        all.toArray(String[]::new));
  }

  private static List<String> names(int count) {
    return IntStream.range(0, count).mapToObj(i -> "line-" + i).toList();
  }

  private static String lines(int count) {
    StringBuilder file = new StringBuilder();
    names(count)
        .forEach(name ->
            file.append("{\"custom_id\":\"").append(name).append("\",\"kind\":\"noop\"}\n"));
    return file.toString();
  }
}
