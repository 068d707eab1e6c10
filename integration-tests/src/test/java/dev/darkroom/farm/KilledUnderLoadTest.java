package dev.darkroom.farm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.darkroom.client.Batch;
import dev.darkroom.client.BatchResult;
import dev.darkroom.client.FarmAddress;
import dev.darkroom.client.FarmClient;
import dev.darkroom.client.FarmException;
import dev.darkroom.job.JobStatus;
import dev.darkroom.job.id.JobId;
import dev.darkroom.scheduler.runtime.SchedulerService;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Single submits and a batch go on while gateway, Redis and broker are killed and come back: of all
 * that was accepted nothing is lost and nothing is done twice.
 */
@Timeout(900)
class KilledUnderLoadTest {
  private static final int CLIENTS = 4;
  private static final Duration LONG = Duration.ofMinutes(5);

  @TempDir private Path folder;
  private final RandomGenerator dice = RandomGeneratorFactory.of("L64X128MixRandom").create(7);

  /** Of every key that was sent, the job that it was answered with. */
  private final Map<String, String> accepted = new ConcurrentHashMap<>();

  private final AtomicInteger keys = new AtomicInteger();
  private volatile boolean open = true;

  /** What is done to the farm while it works. */
  @FunctionalInterface
  private interface Blows {
    void strike(Victims victims, Farmyard farm) throws Exception;
  }

  @Test
  void everyAcceptedJobEndsOnceThoughGatewayRedisAndBrokerAreKilled() throws Exception {
    survives(
        400,
        (victims, farm) -> {
          victims.killGateway(farm);
          victims.killRedis(Duration.ofMillis(500));
          Thread.sleep(1_000);
          victims.killBroker();
          Thread.sleep(1_000);
        });
  }

  @Test
  @Tag("long")
  void everyAcceptedJobEndsOnceHoweverOftenTheyAreKilled() throws Exception {
    survives(
        20_000,
        (victims, farm) -> {
          for (int round = 0; round < 5; round++) {
            Thread.sleep(dice.nextInt(500, 8_000));
            victims.killBroker();
            Thread.sleep(dice.nextInt(500, 8_000));
            victims.killRedis(Duration.ofMillis(dice.nextInt(2_000)));
            Thread.sleep(dice.nextInt(500, 8_000));
            victims.killGateway(farm);
          }
        });
  }

  private void survives(int lines, Blows blows) throws Exception {
    try (Victims victims = new Victims(folder.resolve("servers"));
        Farmyard farm = victims.farm(Duration.ofSeconds(10))) {
      SchedulerService scheduler = farm.scheduler("scheduler-1");
      FarmAddress address = victims.startFirstGateway(farm);
      farm.worker("worker-1", Map.of("worker.batch", "16"));
      try (FarmClient client = new FarmClient(address);
          ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
        Future<String> batch = threads.submit(() -> bring(client, file(lines)));
        List<Future<?>> clients = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
          clients.add(threads.submit(() -> submit(client)));
        }
        await().atMost(Farmyard.PATIENCE).until(() -> accepted.size() >= 20);

        blows.strike(victims, farm);

        open = false;
        for (Future<?> one : clients) {
          one.get();
        }
        String id = batch.get();
        // A client that has lost its gateway brings its file again, and the batch is looked after.
        assertThat(bring(client, file(lines))).isEqualTo(id);
        Set<String> jobs = new HashSet<>(accepted.values());
        assertThat(jobs).as("jobs of different keys").hasSize(keys.get());
        Batch ended =
            await()
                .atMost(LONG)
                .ignoreExceptionsInstanceOf(FarmException.class)
                .until(() -> client.batches().find(id), Batch::ended);
        assertThat(ended.completed()).as(ended.json().toString()).isEqualTo(lines);
        List<BatchResult> results = client.batches().results(id, Optional.empty(), lines + 1);
        assertThat(results)
            .extracting(BatchResult::customId)
            .doesNotHaveDuplicates()
            .hasSize(lines);
        results.forEach(result -> jobs.add(result.id()));

        await().atMost(LONG).until(() -> succeeded(scheduler) >= jobs.size());
        assertThat(farm.log().ends())
            .as("ends of each job that the log has")
            .containsOnlyKeys(jobs)
            .allSatisfy((job, ends) -> assertThat(ends).as(job).isEqualTo(1));
      }
    }
  }

  private static int succeeded(SchedulerService scheduler) {
    int[] count = {0};
    scheduler
        .states()
        .forEach(state ->
            state
                .jobs()
                .forEach(job -> {
                  if (job.getValue().state().status() == JobStatus.SUCCEEDED) {
                    count[0]++;
                  }
                }));
    return count[0];
  }

  /** Submits under fresh keys, each twice, and each until it is accepted. */
  private void submit(FarmClient client) {
    while (open) {
      String key = "key-" + keys.incrementAndGet();
      for (int time = 0; time < 2; time++) {
        String job = accepted(client, key);
        String before = accepted.putIfAbsent(key, JobId.parse(job).toString());
        assertThat(job).isEqualTo(Optional.ofNullable(before).orElse(job));
        pause();
      }
    }
  }

  private static String accepted(FarmClient client, String key) {
    while (true) {
      try {
        return client.submit(Farmyard.noopBody(Duration.ZERO), Optional.of(key)).id();
      } catch (FarmException _) {
        pause(); // it is dead, or another part that it needs: under its key it can come again
      }
    }
  }

  private static String bring(FarmClient client, Path file) throws IOException {
    while (true) {
      try {
        return client.batches().submit(file, "the-batch", _ -> {}).id();
      } catch (FarmException _) {
        pause();
      }
    }
  }

  private static void pause() {
    try {
      Thread.sleep(100);
    } catch (InterruptedException e) {
      throw new IllegalStateException("the test is over", e);
    }
  }

  private Path file(int lines) throws IOException {
    return Files.write(
        folder.resolve("lines.jsonl"),
        IntStream.rangeClosed(1, lines)
            .mapToObj("{\"custom_id\":\"line-%d\",\"kind\":\"noop\",\"millis\":0}"::formatted)
            .toList());
  }
}
