package dev.darkroom.farm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.darkroom.client.FarmRefused;
import dev.darkroom.client.Job;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What an operator does to a farm while it works. */
@Timeout(120)
class OperatorsTest {
  private static final Duration LEASE = Duration.ofSeconds(10);
  private static final Duration SHORT = Duration.ofMillis(200);
  private static final Duration LONG = Duration.ofMinutes(5);

  private Farmyard farm;

  @BeforeEach
  void start() {
    farm = Farmyard.complete(LEASE);
  }

  @AfterEach
  void stop() {
    farm.close();
  }

  @Test
  void aPausedPoolTakesJobsAndRunsThemWhenItIsResumed() {
    assertThat(post("/v1/pools/default/pause").path("mode").asText()).isEqualTo("paused");
    Job job = farm.noop(SHORT);
    Job other = farm.noop(SHORT);
    assertThat(farm.client().job(job.id()).status()).isEqualTo("queued");

    post("/v1/pools/default/resume");

    Farmyard.assertSmoothLife(farm.ended(job));
    Farmyard.assertSmoothLife(farm.ended(other));
  }

  @Test
  void aCordonedPoolFinishesWhatItHasAndTakesNothing() {
    Job running = farm.running(farm.noop(Duration.ofSeconds(2)));
    post("/v1/pools/default/cordon");

    assertThatThrownBy(() -> farm.noop(SHORT))
        .isInstanceOfSatisfying(
            FarmRefused.class, refused -> assertThat(refused.code()).isEqualTo("pool_cordoned"));
    Farmyard.assertSmoothLife(farm.ended(running));

    post("/v1/pools/default/uncordon");
    Farmyard.assertSmoothLife(farm.ended(farm.noop(SHORT)));
  }

  @Test
  void aPoolIsMadeServedAndTakenDownWhileTheFarmRuns() {
    JsonNode made = farm.client().post("/v1/pools", Map.of("id", "night"));
    assertThat(made.path("partition").asInt()).as("the default pool is on 0").isEqualTo(1);
    farm.worker("night-1", Map.of("worker.pool", "night"));
    Job done = farm.ended(inPool("night", SHORT));
    Farmyard.assertSmoothLife(done);

    Job running = farm.running(inPool("night", Duration.ofSeconds(3)));
    Job waiting = inPool("night", SHORT);
    assertThat(farm.client().delete("/v1/pools/night?jobs=refuse").path("mode").asText())
        .isEqualTo("deleting");

    assertThat(farm.ended(waiting).status()).isEqualTo("canceled");
    assertThat(farm.client().job(waiting.id()).timeline().getLast().reason())
        .isEqualTo("pool_deleted");
    Farmyard.assertSmoothLife(farm.ended(running));
    await()
        .atMost(Farmyard.PATIENCE)
        .untilAsserted(() ->
            assertThatThrownBy(() -> farm.client().get("/v1/pools/night"))
                .isInstanceOf(FarmRefused.class));
    await().atMost(Farmyard.PATIENCE).until(() -> state("night-1").equals("gone"));
  }

  @Test
  void jobsMoveBetweenPartitionsWhenTheyAreToldToAndWhenTheirPoolIsDeleted() {
    farm.client().post("/v1/pools", Map.of("id", "far", "partition", 1));
    post("/v1/pools/default/pause");
    Job waiting = farm.noop(SHORT);

    JsonNode moved =
        bulk(
            Map.of(
                "action", "move", "pool", "far", "filter", Map.of("ids", List.of(waiting.id()))));
    assertThat(moved.path("changed").asInt()).isEqualTo(1);
    farm.client().delete("/v1/pools/far?jobs=move&to=default");
    post("/v1/pools/default/resume");

    assertThat(Farmyard.life(farm.ended(waiting)))
        .containsExactly(
            "queued", "moving", "moved", "moving", "moved", "leased", "running", "stored");
  }

  @Test
  void aLockedWorkerStaysAndTakesNothingAndADrainedOneFinishesAndLeaves() {
    post("/v1/workers/worker-1/lock");
    Job job = farm.noop(Duration.ofSeconds(2));
    assertThat(state("worker-1")).isEqualTo("idle");
    post("/v1/workers/worker-1/unlock");
    farm.running(job);

    assertThat(post("/v1/workers/worker-1/drain").path("state").asText()).isEqualTo("draining");

    Farmyard.assertSmoothLife(farm.ended(job));
    await().atMost(Farmyard.PATIENCE).until(() -> state("worker-1").equals("gone"));
  }

  @Test
  void aStoppedWorkerGivesItsJobBackAndAnotherRunsItWithNothingCounted() {
    Job job = farm.running(farm.noop(Duration.ofSeconds(20)));

    post("/v1/workers/worker-1/stop");
    await().atMost(Farmyard.PATIENCE).until(() -> state("worker-1").equals("gone"));

    Job waiting = farm.until(job, j -> j.status().equals("queued"));
    assertThat(waiting.timeline().getLast().reason()).isEqualTo("worker_drained");
    farm.worker("worker-2");
    farm.running(job);
    farm.client().cancel(job.id());
  }

  @Test
  void hundredsOfJobsAreReprioritisedAndCanceledAtOnce() {
    post("/v1/pools/default/pause");
    List<Job> jobs = IntStream.range(0, 300).mapToObj(_ -> farm.noop(LONG)).toList();
    Map<String, Object> filter = Map.of("status", "queued", "kind", "noop");

    JsonNode dry = bulk(Map.of("action", "cancel", "filter", filter, "dry_run", true));
    assertThat(dry.path("matched").asInt()).isEqualTo(300);
    JsonNode raised = bulk(Map.of("action", "reprioritise", "priority", 9, "filter", filter));
    assertThat(raised.path("changed").asInt()).isEqualTo(300);
    JsonNode gone = bulk(Map.of("action", "cancel", "filter", Map.of("priority", 9)));

    assertThat(gone.path("changed").asInt()).isEqualTo(300);
    assertThat(farm.client().job(jobs.getLast().id()).status()).isEqualTo("canceled");
    assertThat(farm.client().get("/v1/pools/default").path("queued").asInt()).isZero();
  }

  private Job inPool(String pool, Duration length) {
    return farm.client()
        .submit(
            Map.of("kind", "noop", "model", "noop", "pool", pool, "millis", length.toMillis()),
            Optional.empty());
  }

  private JsonNode post(String path) {
    return farm.client().post(path);
  }

  private JsonNode bulk(Map<String, Object> body) {
    return farm.client().post("/v1/jobs/bulk", body);
  }

  private String state(String worker) {
    return farm.client().get("/v1/workers/" + worker).path("state").asText();
  }
}
