package dev.darkroom.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.darkroom.job.JobRecord;
import dev.darkroom.job.Output;
import dev.darkroom.job.command.Command;
import dev.darkroom.job.command.Refusal;
import dev.darkroom.job.id.JobId;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class BulkBatchTest extends FreshFarm {
  private static final String ONE = "{\"custom_id\":\"a\",\"kind\":\"noop\"}\n";

  @Test
  void aLargeBatchIsTakenAtOnceAndFailsWithEachBadLineTold() {
    StringBuilder file = new StringBuilder(lines(60_000));
    file.append("{\"custom_id\":\"line-3\",\"kind\":\"noop\"}\nnothing\n");

    JsonNode taken = submit(file.toString(), "").json();
    JsonNode failed = ended(taken.path("id").asText());

    assertThat(taken.path("status").asText()).isIn("validating", "failed");
    assertThat(failed.path("status").asText()).isEqualTo("failed");
    assertThat(failed.path("errors").path("count").asInt()).isEqualTo(2);
    assertThat(failed.path("errors").path("data"))
        .extracting(fault -> fault.path("line").asInt())
        .containsExactly(60_001, 60_002);
    assertThat(failed.path("errors").path("data").path(0).path("code").asText())
        .isEqualTo("duplicate_custom_id");
    assertThat(farm.scheduler.jobs()).isEmpty();
  }

  @Test
  void aLargeBatchIsQueuedLineByLineEachOnce() {
    String id = submit(lines(50_000), "").json().path("id").asText();

    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> farm.scheduler.jobs().size() >= 50_000);

    assertThat(farm.log.commands(1).stream().filter(Command.Submit.class::isInstance).count())
        .as("submits")
        .isEqualTo(50_000);
    assertThat(status(id)).isEqualTo("in_progress");
  }

  @Test
  void aCheckAloneQueuesNothing() {
    JsonNode fine = submit(lines(3), "?validate_only=true").json();
    JsonNode bad = submit(ONE + "\n{\"custom_id\":\"b\"}\n", "?validate_only=true").json();

    assertThat(fine.path("valid").asBoolean()).isTrue();
    assertThat(fine.path("total").asInt()).isEqualTo(3);
    assertThat(bad.path("valid").asBoolean()).isFalse();
    assertThat(bad.path("errors").path("data").path(0).path("line").asInt()).isEqualTo(3);
    assertThat(bad.path("errors").path("data").path(0).path("param").asText()).isEqualTo("kind");
    assertThat(farm.scheduler.jobs()).isEmpty();
    assertThat(client.get("/v1/batches").json().path("data")).isEmpty();
  }

  @Test
  void aSweepMakesALineOfEachCombinationAndNamesIt() {
    JsonNode batch =
        submit(
                "{\"custom_id\":\"a\",\"kind\":\"noop\",\"sweep\":{\"priority\":[9]}}\n"
                    + ONE.replace("\"a\"", "\"b\""),
                "?sweep=millis=1..3+priority=2,4")
            .json();

    assertThat(batch.path("sweep").path("millis").path("to").asInt()).isEqualTo(3);
    assertThat(queued(7))
        .extracting(job -> job.header().batch().orElseThrow().customId())
        .containsExactlyInAnyOrder(
            "a/priority=9",
            "b/millis=1,priority=2",
            "b/millis=1,priority=4",
            "b/millis=2,priority=2",
            "b/millis=2,priority=4",
            "b/millis=3,priority=2",
            "b/millis=3,priority=4");
    assertThat(submit(ONE, "?sweep=millis").code()).isEqualTo("invalid_parameter");
    assertThat(submit(ONE, "?sweep=millis=1..2000000").code()).isEqualTo("invalid_batch");
  }

  @Test
  void aBatchGivesItsPriorityToLinesThatNameNone() {
    submit(ONE + "{\"custom_id\":\"b\",\"kind\":\"noop\",\"priority\":1}\n", "?priority=8");

    assertThat(queued(2))
        .extracting(job -> job.header().priority())
        .containsExactlyInAnyOrder(8, 1);
  }

  @Test
  void aBatchWhoseTimeIsOverKeepsWhatIsDoneAndGivesUpTheRest() {
    Instant soon = Instant.now().plusSeconds(3);
    String id = submit(lines(3), "?deadline=" + soon).json().path("id").asText();
    end(queued(3).getFirst());

    JsonNode ended = ended(id);

    assertThat(ended.path("status").asText()).isEqualTo("expired");
    assertThat(ended.path("request_counts").path("completed").asInt()).isEqualTo(1);
    assertThat(results(id).stream().filter(r -> r.path("status").asText().equals("expired")))
        .hasSize(2)
        .allSatisfy(
            r -> assertThat(r.path("error").path("code").asText()).isEqualTo("batch_expired"));
  }

  @Test
  void linesThatWereNeverQueuedAreTold() {
    farm.scheduler.refuse(Refusal.of(Refusal.QUEUE_FULL, "10 jobs wait"));
    String id = submit(lines(5), "").json().path("id").asText();
    Awaitility.await().until(() -> !farm.log.commands(1).isEmpty());

    client.post("/v1/batches/" + id + "/cancel", "");

    assertThat(ended(id).path("status").asText()).isEqualTo("cancelled");
    assertThat(results(id))
        .hasSize(5)
        .allSatisfy(
            r -> assertThat(r.path("error").path("code").asText()).isEqualTo("batch_cancelled"));
  }

  @Test
  void onlyTheFailedLinesAreRetriedAndTheSameBatchHoweverOften() {
    String id = submit(lines(3), "").json().path("id").asText();
    List<JobRecord> jobs = queued(3);
    end(jobs.get(0));
    assertThat(client.post("/v1/batches/" + id + "/retry", "").code()).isEqualTo("batch_not_ended");
    client.post("/v1/batches/" + id + "/cancel", "");
    ended(id);

    Client.Answer retried = client.post("/v1/batches/" + id + "/retry", "");

    assertThat(retried.status()).isEqualTo(202);
    assertThat(retried.json().path("retry_of").asText()).isEqualTo(id);
    assertThat(retried.json().path("request_counts").path("total").asInt()).isEqualTo(2);
    assertThat(queued(5).stream().map(job -> job.header().batch().orElseThrow().customId()))
        .as("names within both batches")
        .containsOnly("line-0", "line-1", "line-2");
    assertThat(client.post("/v1/batches/" + id + "/retry", "").json().path("id"))
        .isEqualTo(retried.json().path("id"));
  }

  @Test
  void whoPrefersToWaitForACancelOrARetryIsAnsweredAtTheEndOfItsBatch() {
    String id = submit(lines(2), "").json().path("id").asText();
    queued(2);

    Client.Answer canceled = client.post("/v1/batches/" + id + "/cancel", "", "Prefer", "wait=5");
    CompletableFuture<Client.Answer> retry =
        CompletableFuture.supplyAsync(
            () -> client.post("/v1/batches/" + id + "/retry", "", "Prefer", "wait=5"));
    queued(4).stream().filter(job -> !job.state().status().terminal()).forEach(this::end);

    assertThat(canceled.json().path("status").asText()).isEqualTo("cancelled");
    assertThat(canceled.header("Preference-Applied")).isEqualTo("wait=5");
    assertThat(retry.join().status()).isEqualTo(200);
    assertThat(retry.join().json().path("status").asText()).isEqualTo("completed");
    assertThat(retry.join().json().at("/request_counts/completed").asInt()).isEqualTo(2);
  }

  @Test
  void theFilesOfABatchComeAsOneStreamUnderTheNamesOfTheirLines() {
    String id = submit(lines(2), "").json().path("id").asText();
    queued(2)
        .forEach(job -> {
          end(job);
          Output picture = farm.scheduler.job(job.header().id()).outputs().getFirst();
          farm.objects.put(picture.key(), new byte[] {'P'}, "image/png");
        });
    ended(id);

    String tar = client.get("/v1/batches/" + id + "/outputs?format=tar").text();

    assertThat(tar).contains("line-0.png", "line-1.png", "manifest.json", "batch.manifest");
    assertThat(client.get("/v1/batches/" + id + "/outputs").text()).startsWith("PK");
    assertThat(farm.stranger().get("/v1/batches/" + id + "/outputs").status()).isEqualTo(404);
  }

  @Test
  void theEventsOfABatchBeginWithHowItStandsAndEndWithIt() {
    String id = submit(lines(2), "").json().path("id").asText();
    queued(2).forEach(this::end);
    ended(id);

    String events = client.get("/v1/batches/" + id + "/events").text();

    assertThat(events).contains("id: completed.2.0\nevent: status\n");
    assertThat(
            client.get("/v1/batches/" + id + "/events", "Last-Event-ID", "completed.2.0").status())
        .isEqualTo(204);
  }

  @Test
  void resultsOutliveTheLogsMemoryOfTheirJobs() {
    AtomicInteger gone = new AtomicInteger();
    String id = submit(lines(4), "").json().path("id").asText();
    List<JobRecord> jobs = queued(4);
    jobs.subList(0, 2)
        .forEach(job -> {
          end(job);
          farm.log.forget(1, "job/" + job.header().id());
          gone.incrementAndGet();
        });
    Awaitility.await().until(() -> results(id).size() == 2);
    jobs.subList(2, 4).forEach(this::end);

    assertThat(ended(id).path("request_counts").path("completed").asInt()).isEqualTo(4);
    assertThat(results(id)).hasSize(4);
    assertThat(gone).hasValue(2);
  }

  private void end(JobRecord job) {
    JobId id = job.header().id();
    farm.scheduler.start(id);
    farm.scheduler.apply(id, Jobs.succeeded(id));
  }

  private String status(String id) {
    return client.get("/v1/batches/" + id).json().path("status").asText();
  }

  private JsonNode ended(String id) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> status(id).matches("completed|cancelled|expired|failed"));
    return client.get("/v1/batches/" + id).json();
  }

  private List<JsonNode> results(String id) {
    return client.get("/v1/batches/" + id + "/results").text().lines().map(Client::json).toList();
  }

  /** The jobs that the scheduler has, once it has so many; none of them twice. */
  private List<JobRecord> queued(int count) {
    Awaitility.await().until(() -> farm.scheduler.jobs().size() >= count);
    assertThat(farm.scheduler.jobs()).hasSize(count);
    return farm.scheduler.jobs();
  }

  private Client.Answer submit(String file, String query) {
    return client.send(
        "POST",
        "/v1/batches" + query,
        Optional.of(file.getBytes(StandardCharsets.UTF_8)),
        "Content-Type",
        "application/jsonl");
  }

  private static String lines(int count) {
    StringBuilder file = new StringBuilder();
    IntStream.range(0, count)
        .forEach(i ->
            file.append("{\"custom_id\":\"line-")
                .append(i)
                .append("\",\"kind\":\"noop\",\"metadata\":{\"album\":\"")
                .append("a long name of an album, so that the file is long, too")
                .append("\"}}\n"));
    return file.toString();
  }
}
