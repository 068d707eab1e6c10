package dev.darkroom.farm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.darkroom.client.FarmException;
import dev.darkroom.client.Job;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Jobs move from the pool {@code default} on partition 0 to one on partition 1, each partition
 * owned by a process of its own, and at a step of the way one of the two owners is killed. Every
 * job arrives, or is back where it is turned away; is to be seen in one place all along; and is
 * done once.
 */
@Timeout(180)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MovingJobsTest {
  private static final Duration LEASE = Duration.ofSeconds(2);
  private static final String HERE = "default";
  private static final int JOBS = 3;

  private Farmyard farm;
  private Steps steps;
  private SchedulerPair schedulers;

  /** Whose owner is killed. */
  private enum Side {
    SOURCE,
    TARGET
  }

  /** Where the jobs are sent, and what is to be seen of their way in the end. */
  private enum Way {
    THERE("far", "far", List.of("queued", "moving", "moved")),
    AND_BACK("shut", HERE, List.of("queued", "moving", "turned_away", "moved"));

    private final String to;
    private final String end;
    private final List<String> life;

    Way(String to, String end, List<String> life) {
      this.to = to;
      this.end = end;
      this.life = life;
    }
  }

  @BeforeAll
  void start(@TempDir Path folder) throws IOException {
    steps = new Steps(folder);
    farm = Farmyard.ofLease(LEASE);
    farm.set("kafka.client.interceptor.classes", StandStill.class.getName());
    farm.set("kafka.client." + StandStill.FOLDER, folder.toString());
    schedulers = new SchedulerPair(farm);
    schedulers.awaitBalance();
    farm.gateway();
    farm.client().post("/v1/pools", Map.of("id", "far", "partition", 1));
    farm.client().post("/v1/pools", Map.of("id", "shut", "partition", 1));
    farm.client().post("/v1/pools/shut/cordon");
    farm.worker("here");
    farm.worker("there", Map.of("worker.pool", "far"));
  }

  @AfterAll
  void stop() {
    schedulers.close();
    farm.close();
  }

  @Test
  void jobsThatMoveAreDoneOnceThoughTheOwnerOnEitherSideIsKilledOnTheWay() throws Exception {
    survive(Way.THERE, "sent MovedOut", Side.SOURCE);
    survive(Way.THERE, "send MovedIn", Side.TARGET);
  }

  static Stream<Arguments> everyStepOfEveryWay() {
    return Stream.of(
            Map.entry(
                Way.THERE,
                List.of(
                    "send MovedOut",
                    "sent MovedOut",
                    "read asked",
                    "send MovedIn",
                    "sent MovedIn",
                    "")),
            Map.entry(
                Way.AND_BACK,
                List.of(
                    "send MovedOut",
                    "sent MovedOut",
                    "read asked",
                    "send TurnedAway",
                    "sent TurnedAway",
                    "read turned_away",
                    "send MovedIn",
                    "sent MovedIn",
                    "")))
        .flatMap(way ->
            way.getValue().stream()
                .flatMap(step ->
                    Stream.of(Side.values()).map(side -> Arguments.of(way.getKey(), step, side))));
  }

  @ParameterizedTest(name = "{0}, at {1}, {2}")
  @MethodSource("everyStepOfEveryWay")
  @Tag("long")
  void atNoStepDoesAKilledOwnerLoseOrDoubleAJob(Way way, String step, Side killed)
      throws Exception {
    survive(way, step, killed);
  }

  /**
   * @param step where one of the two stands still while the one that is meant is killed; empty:
   *     nobody does, and it is killed after all has been committed
   */
  private void survive(Way way, String step, Side killed) throws Exception {
    schedulers.awaitBalance();
    asked("/v1/pools/default/pause");
    asked("/v1/pools/far/pause");
    List<Job> jobs = IntStream.range(0, JOBS).mapToObj(_ -> waiting()).toList();
    try (Lookout lookout = Lookout.over(farm.client(), jobs)) {
      if (!step.isEmpty()) {
        steps.stopAt(step);
      }
      CompletableFuture<Void> move = CompletableFuture.runAsync(() -> move(jobs, way.to));
      if (step.isEmpty()) {
        settle(jobs, way);
      } else {
        steps.awaitStop();
      }

      schedulers.killOwnerOf(killed == Side.SOURCE ? 0 : 1);

      if (!step.isEmpty()) {
        steps.letGo();
      }
      schedulers.fill();
      settle(jobs, way);
      move.join();
      asked("/v1/pools/default/resume");
      asked("/v1/pools/far/resume");
      for (Job job : jobs) {
        assertDoneOnce(farm.ended(job), way);
      }
      assertThat(lookout.wrong()).isEmpty();
      assertThat(lookout.ways()).isSubsetOf(List.of(HERE), List.of(HERE, way.end));
    }
    assertThat(farm.log().ends()).allSatisfy((job, ends) -> assertThat(ends).as(job).isEqualTo(1));
    assertThat(farm.log().homes()).allSatisfy((job, homes) -> assertThat(homes).as(job).hasSize(1));
  }

  /** One run is committed; where a lease of two seconds was lost on a busy machine, a later one. */
  private void assertDoneOnce(Job job, Way way) {
    List<String> life = Farmyard.life(job);
    assertThat(job.status()).isEqualTo("succeeded");
    assertThat(life).startsWith(way.life.toArray(String[]::new)).endsWith("running", "stored");
    assertThat(life).containsOnlyOnce("moving", "moved", "stored");
    assertThat(farm.manifests(job)).isBetween(1L, life.stream().filter("running"::equals).count());
  }

  /** Waits until all jobs wait where they are to end. */
  private void settle(List<Job> jobs, Way way) {
    for (Job job : jobs) {
      farm.until(job, j -> Farmyard.life(j).equals(way.life));
      assertThat(farm.client().job(job.id()).json().path("pool").asText()).isEqualTo(way.end);
    }
  }

  private Job waiting() {
    return whenAnswered(
        () -> farm.client().submit(Farmyard.noopBody(Duration.ofMillis(50)), Optional.empty()));
  }

  private void asked(String path) {
    whenAnswered(() -> farm.client().post(path));
  }

  /** A partition whose owner was killed has none for a while. */
  private static <T> T whenAnswered(Callable<T> ask) {
    return await()
        .atMost(Farmyard.PATIENCE)
        .ignoreExceptionsInstanceOf(FarmException.class)
        .until(ask, answer -> true);
  }

  /**
   * Whoever asks may be told that nobody has answered yet: the log has the command all the same.
   */
  private void move(List<Job> jobs, String pool) {
    farm.client()
        .post(
            "/v1/jobs/bulk",
            Map.of(
                "action",
                "move",
                "pool",
                pool,
                "filter",
                Map.of("ids", jobs.stream().map(Job::id).toList())));
  }
}
