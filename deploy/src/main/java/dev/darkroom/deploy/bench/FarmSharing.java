package dev.darkroom.deploy.bench;

import com.fasterxml.jackson.databind.JsonNode;
import dev.darkroom.client.FarmAddress;
import dev.darkroom.client.FarmClient;
import dev.darkroom.deploy.bench.SchedulerRow.Durability;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;

/**
 * Measures on a running farm how its workers are shared: what {@link SharingBench} measures on a
 * virtual clock, with jobs that sleep.
 */
final class FarmSharing {
  private static final Duration QUEUED_LIMIT = Duration.ofMinutes(2);
  private static final Duration WINDOW = Duration.ofSeconds(20);
  private static final Duration LENGTH = Duration.ofMillis(200);
  private static final int TENANTS = 4;

  private final FarmAddress farm;
  private final FarmClient operator;
  private final Lives lives;
  private final Path folder;
  private final int workers;
  private final InstantSource clock;

  FarmSharing(
      FarmAddress farm,
      FarmClient operator,
      Lives lives,
      Path folder,
      int workers,
      InstantSource clock) {
    this.farm = farm;
    this.operator = operator;
    this.lives = lives;
    this.folder = folder;
    this.workers = workers;
    this.clock = clock;
  }

  /** One tenant's batch waits; another tenant sends two jobs a second for {@link #WINDOW}. */
  SchedulerRow lightTenant(int heavy) throws IOException, InterruptedException {
    try (FarmClient busy = tenant("heavy");
        FarmClient light = tenant("light")) {
      String batch = queue(busy, "heavy", heavy, LENGTH);
      await(queued -> queued > 0.9 * heavy);
      Collection<SteadyLoad.Answer> answers = new SteadyLoad(light, LENGTH).send(2, WINDOW);
      List<String> jobs = answers.stream().flatMap(answer -> answer.job().stream()).toList();
      FarmRow.Times waits = FarmRow.Times.of(waits(jobs));
      int waiting = queued();
      var _ = busy.batches().cancel(batch);
      await(queued -> queued == 0);
      return SchedulerRow.of("light_tenant", Durability.ONE_BROKER)
          .with("heavy_jobs", heavy)
          .with("still_queued", waiting)
          .with("workers", workers)
          .with("run_s", seconds(LENGTH))
          .with("jobs", jobs.size())
          .with("wait_p50_s", seconds(waits.p50()))
          .with("wait_p99_s", seconds(waits.p99()))
          .row();
    }
  }

  /**
   * Tenants of equal weight, the jobs of the one of number k being k times as long. The pool is
   * paused until all of them wait: what one has had before the others came would count.
   */
  SchedulerRow jain() throws IOException, InterruptedException {
    var _ = operator.post("/v1/pools/default/pause");
    List<Equal> equals = new ArrayList<>();
    try {
      for (int k = 1; k <= TENANTS; k++) {
        FarmClient client = tenant("equal-" + k);
        Duration length = LENGTH.dividedBy(4).multipliedBy(k);
        equals.add(new Equal("equal-" + k, client, queue(client, "equal-" + k, 6_000 / k, length)));
      }
      await(queued -> queued >= 6_000 + 3_000 + 2_000 + 1_500);
      var _ = operator.post("/v1/pools/default/resume");
      Instant from = clock.instant();
      Thread.sleep(WINDOW.plusSeconds(1)); // what ran at the window's end has ended
      double[] had =
          equals.stream()
              .mapToDouble(one -> seconds(lives.workedFor(one.name(), from, from.plus(WINDOW))))
              .toArray();
      for (Equal one : equals) {
        var _ = one.client().batches().cancel(one.batch());
      }
      await(queued -> queued == 0);
      return SchedulerRow.of("jain", Durability.ONE_BROKER)
          .with("tenants", TENANTS)
          .with("index", SharingBench.jain(had))
          .row();
    } finally {
      equals.forEach(one -> one.client().close());
    }
  }

  private record Equal(String name, FarmClient client, String batch) {}

  private FarmClient tenant(String name) {
    JsonNode key = operator.post("/v1/keys", Map.of("tenant", name, "role", "submitter"));
    return new FarmClient(new FarmAddress(farm.url(), key.path("key").asText()));
  }

  /** Sends a batch and returns its id. */
  private String queue(FarmClient client, String name, int jobs, Duration length)
      throws IOException {
    Path file = folder.resolve(name + ".jsonl");
    try (BufferedWriter out = Files.newBufferedWriter(file)) {
      for (int line = 0; line < jobs; line++) {
        out.write(
            "{\"custom_id\":\"%d\",\"kind\":\"noop\",\"model\":\"noop\",\"millis\":%d}\n"
                .formatted(line, length.toMillis()));
      }
    }
    return client.batches().bring(file, name, "", _ -> {}).path("id").asText();
  }

  private int queued() {
    return operator.get("/v1/pools/default").path("queued").asInt();
  }

  private void await(IntPredicate wanted) throws InterruptedException {
    LogFarm.await(() -> wanted.test(queued()), QUEUED_LIMIT);
  }

  private long[] waits(List<String> jobs) throws InterruptedException {
    LogFarm.await(() -> jobs.stream().allMatch(job -> lives.of(job).isPresent()), QUEUED_LIMIT);
    return jobs.stream()
        .map(job -> lives.of(job).flatMap(Lives.Life::toLease).orElseThrow())
        .mapToLong(Duration::toNanos)
        .toArray();
  }

  private static double seconds(Duration duration) {
    return duration.toNanos() / 1e9;
  }
}
