package dev.darkroom.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.darkroom.job.ErrorKind;
import dev.darkroom.job.JobError;
import dev.darkroom.job.JobEvent;
import dev.darkroom.job.id.Epoch;
import dev.darkroom.job.id.JobId;
import dev.darkroom.storage.progress.ProgressEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class JobRoutesTest extends FreshFarm {
  private static final String NOOP = "{\"kind\":\"noop\"}";

  @Test
  void aFinishedJobTellsItsLifeAndWhereItsPicturesAre() {
    JobId id = client.submit(NOOP).id();
    farm.scheduler.start(id);
    farm.scheduler.apply(id, Jobs.succeeded(id));

    JsonNode job = when(id, "succeeded");

    assertThat(job.path("timeline").findValuesAsText("what"))
        .containsExactly("queued", "leased", "running", "stored");
    assertThat(job.path("progress").path("value").asDouble()).isEqualTo(1);
    assertThat(job.path("metrics").path("queue_ms").isIntegralNumber()).isTrue();
    JsonNode picture = job.path("outputs").path(0);
    assertThat(picture.path("name").asText()).isEqualTo("0.png");
    assertThat(picture.path("role").asText()).isEqualTo("image");
    assertThat(picture.path("seed").asLong()).isEqualTo(7);
    assertThat(picture.path("hash").asText()).startsWith("sha256:");
    assertThat(picture.path("url").asText())
        .contains("t/default/j/" + id + "/e/1/0.png")
        .endsWith("ttl=3600");
  }

  @Test
  void aRunningJobTellsItsProgressAndAWaitingOneItsPlaceAndReason() {
    JobId first = client.submit(NOOP).id();
    JobId second = client.submit(NOOP).id();
    farm.scheduler.start(first);
    farm.progress.publish(
        new ProgressEvent.Progress(
            first,
            new Epoch(1),
            0.25,
            5,
            20,
            "denoising",
            Optional.of(Duration.ofSeconds(9)),
            FakeScheduler.now()));

    JsonNode running = when(first, "running");

    assertThat(running.path("progress").path("step").asInt()).isEqualTo(5);
    assertThat(running.path("eta").path("p50")).isEqualTo(running.path("eta").path("p90"));
    assertThat(running.path("queue_position").isNull()).isTrue();
    JsonNode waiting = job(second);
    assertThat(waiting.path("queue_position").asInt()).isEqualTo(1);
    assertThat(Instant.parse(waiting.path("eta").path("p90").asText()))
        .isAfter(Instant.parse(waiting.path("eta").path("p50").asText()));
    assertThat(waiting.path("pending_reasons").path(0).path("code").asText())
        .isEqualTo("no_workers");
  }

  @Test
  void aSchedulerIsAskedAtMostOnceASecondForEachJob() {
    JobId first = client.submit(NOOP).id();
    JobId second = client.submit(NOOP).id();
    int before = farm.scheduler.questions();
    Awaitility.await().until(() -> client.get("/v1/jobs").json().path("data").size() == 2);

    for (int i = 0; i < 5; i++) {
      for (JsonNode job : client.get("/v1/jobs").json().path("data")) {
        assertThat(job.path("queue_position").asInt()).isEqualTo(1);
      }
      job(first);
      job(second);
    }

    assertThat(farm.scheduler.questions() - before).isBetween(1, 4);
  }

  @Test
  void whereNoSchedulerAnswersAJobIsShownAsFarAsTheLogTells() {
    JobId id = client.submit(NOOP).id();
    farm.scheduler.fallSilent();

    JsonNode job = job(id);

    assertThat(job.path("queue_position").isNull()).isTrue();
    assertThat(job.path("eta").isNull()).isTrue();
    assertThat(job.path("pending_reasons").path(0).path("code").asText()).isEqualTo("no_workers");
  }

  @Test
  void aFailedJobTellsWhy() {
    JobId id = client.submit(NOOP).id();
    farm.scheduler.start(id);
    JobError error = new JobError(ErrorKind.BUG, "out_of_memory", "no memory", Optional.empty());
    farm.scheduler.apply(id, new JobEvent.Failed(error, true, FakeScheduler.now()));

    JsonNode job = when(id, "failed");

    assertThat(job.path("error").path("code").asText()).isEqualTo("out_of_memory");
    assertThat(job.path("dead_letter").asBoolean()).isTrue();
  }

  @Test
  void aListIsReadPageByPageTheNewestFirst() {
    List<String> submitted = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      submitted.addFirst(client.submit(NOOP).id().toString());
    }
    List<String> listed = new ArrayList<>();
    String next = "";
    do {
      JsonNode page = client.get("/v1/jobs?limit=2" + next).json();
      listed.addAll(page.path("data").findValuesAsText("id"));
      next = page.path("has_more").asBoolean() ? "&after=" + page.path("next").asText() : "";
    } while (!next.isEmpty());

    assertThat(listed).isEqualTo(submitted);
  }

  @Test
  void aListIsFilteredByStatusKindAndModel() {
    String noop = client.submit(NOOP).id().toString();
    String picture =
        client
            .submit("{\"kind\":\"generation\",\"model\":\"shapes-ldm\",\"prompt\":\"x\"}")
            .id()
            .toString();
    client.post("/v1/jobs/" + noop + "/cancel", "");

    assertThat(ids("?status=queued")).containsExactly(picture);
    assertThat(ids("?status=canceled")).containsExactly(noop);
    assertThat(ids("?kind=noop")).containsExactly(noop);
    assertThat(ids("?model=shapes-ldm")).containsExactly(picture);
    assertThat(ids("?model=shapes-ldm@1")).isEmpty();
    assertThat(client.get("/v1/jobs?status=done").detail()).contains("status 'done' is not known");
  }

  @Test
  void aWaitingJobIsCanceledAtOnceAndTwiceIsNoError() {
    String path = "/v1/jobs/" + client.submit(NOOP).id();

    Client.Answer first = client.post(path + "/cancel", "");
    Client.Answer second = client.post(path + "/cancel", "");

    assertThat(first.status()).isEqualTo(202);
    assertThat(first.json().path("status").asText()).isEqualTo("canceled");
    assertThat(second.status()).isEqualTo(202);
  }

  @Test
  void aRunningJobIsCancelingUntilItsWorkerHasStopped() {
    JobId id = client.submit(NOOP).id();
    farm.scheduler.start(id);

    Client.Answer answer = client.post("/v1/jobs/" + id + "/cancel", "");

    assertThat(answer.json().path("status").asText()).isEqualTo("canceling");
    farm.scheduler.apply(id, new JobEvent.Canceled("client", FakeScheduler.now()));
    when(id, "canceled");
  }

  @Test
  void whatHasEndedCannotBeCanceled() {
    JobId id = client.submit(NOOP).id();
    farm.scheduler.start(id);
    farm.scheduler.apply(id, Jobs.succeeded(id));
    when(id, "succeeded");

    Client.Answer answer = client.post("/v1/jobs/" + id + "/cancel", "");

    assertThat(answer.status()).isEqualTo(409);
    assertThat(answer.code()).isEqualTo("job_already_ended");
  }

  @Test
  void anotherTenantsJobDoesNotExist() {
    JobId mine = client.submit(NOOP).id();

    for (Client.Answer answer :
        List.of(
            farm.stranger().get("/v1/jobs/" + mine),
            farm.stranger().get("/v1/jobs/" + mine + "/events"),
            farm.stranger().post("/v1/jobs/" + mine + "/cancel", ""))) {
      assertThat(answer.status()).isEqualTo(404);
      assertThat(answer.code()).isEqualTo("job_not_found");
    }
    assertThat(farm.stranger().get("/v1/jobs").json().path("data")).isEmpty();
    assertThat(farm.stranger().get("/v1/jobs?after=" + mine).code()).isEqualTo("invalid_parameter");
    assertThat(job(mine).path("status").asText()).isEqualTo("queued");
  }

  @Test
  void anUnknownIdIsWaitedForALittleAndThen404() {
    long start = System.nanoTime();

    Client.Answer unknown = client.get("/v1/jobs/" + JobId.ofRandom(UUID.randomUUID(), 1));
    Duration waited = Duration.ofNanos(System.nanoTime() - start);
    Client.Answer noId = client.get("/v1/jobs/42");

    assertThat(unknown.status()).isEqualTo(404);
    assertThat(waited).isGreaterThan(Duration.ofMillis(190));
    assertThat(noId.code()).isEqualTo("job_not_found");
    assertThat(noId.detail()).contains("no job '42'");
  }

  @Test
  void aJobThatTheLogForgetsIsForgotten() {
    JobId id = client.submit(NOOP).id();
    farm.log.forget(id.partition(), "job/" + id);

    Awaitility.await().until(() -> client.get("/v1/jobs/" + id).status() == 404);

    assertThat(client.get("/v1/jobs").json().path("data")).isEmpty();
  }

  private List<String> ids(String query) {
    return client.get("/v1/jobs" + query).json().path("data").findValuesAsText("id");
  }

  private JsonNode job(JobId id) {
    return client.get("/v1/jobs/" + id).json();
  }

  private JsonNode when(JobId id, String status) {
    Awaitility.await().until(() -> job(id).path("status").asText().equals(status));
    return job(id);
  }
}
