package dev.darkroom.deploy.bench;

import dev.darkroom.job.id.Epoch;
import dev.darkroom.job.id.JobId;
import dev.darkroom.storage.progress.ProgressEvent;
import dev.darkroom.storage.progress.ProgressPublisher;
import dev.darkroom.storage.progress.RedisProgressPublisher;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * Many watchers of one running job at one gateway: from a step's publishing in Redis to each
 * watcher's having read it. Their readers are in this process, too.
 */
final class WatchBench {
  private static final int WARM_UP = 10;
  private static final int EVENTS = 50;
  private static final Duration BETWEEN = Duration.ofMillis(400);
  private static final Duration OPEN_LIMIT = Duration.ofSeconds(60);

  /** Steps that the worker itself never tells of. */
  private static final int FIRST_STEP = 1_000_000;

  private final GatewayFarm farm;
  private final int watchers;
  private final Map<Integer, Long> sent = new ConcurrentHashMap<>();
  private final ConcurrentLinkedQueue<Long> took = new ConcurrentLinkedQueue<>();

  /**
   * @param farm with a worker that is free
   */
  WatchBench(GatewayFarm farm, int watchers) {
    this.farm = farm;
    this.watchers = watchers;
  }

  SchedulerRow measure() throws IOException, InterruptedException {
    String job =
        farm.client().submit(Map.of("kind", "noop", "millis", 600_000), Optional.empty()).id();
    LogFarm.await(() -> farm.client().job(job).status().equals("running"));
    CountDownLatch open = new CountDownLatch(watchers);
    List<KeepAlive> connections = new ArrayList<>();
    try (ProgressPublisher redis = new RedisProgressPublisher(farm.settings().stores().redis());
        ExecutorService readers = Executors.newVirtualThreadPerTaskExecutor()) {
      try {
        for (int i = 0; i < watchers; i++) {
          KeepAlive connection = new KeepAlive(farm.address());
          connections.add(connection);
          readers.execute(() -> watch(connection, job, open));
        }
        if (!open.await(OPEN_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
          throw new IllegalStateException(
              open.getCount() + " watchers were told nothing within " + OPEN_LIMIT);
        }
        return measure(job, redis);
      } finally {
        var _ = farm.client().cancel(job);
        for (KeepAlive connection : connections) {
          connection.close();
        }
      }
    }
  }

  private SchedulerRow measure(String job, ProgressPublisher redis) throws InterruptedException {
    tell(job, redis, 0, WARM_UP);
    took.clear();
    double before = Heap.collected();
    Stopwatch watch = new Stopwatch();
    tell(job, redis, WARM_UP, WARM_UP + EVENTS);
    int heard = took.size();
    double cpu = watch.cpuMicrosEach(heard);
    double after = Heap.collected();
    FarmRow.Times times = FarmRow.Times.of(took.stream().mapToLong(nanos -> nanos).toArray());
    return SchedulerRow.of("watchers", SchedulerRow.Durability.MEMORY)
        .with("watchers", watchers)
        .with("events", EVENTS)
        .with("missed", (double) watchers * EVENTS - heard)
        .with("p50_ms", times.p50().toNanos() / 1e6)
        .with("p99_ms", times.p99().toNanos() / 1e6)
        .with("cpu_us_per_event", cpu)
        .with("heap_before_mb", before)
        .with("heap_after_mb", after)
        .row();
  }

  private void tell(String job, ProgressPublisher redis, int from, int to)
      throws InterruptedException {
    for (int step = FIRST_STEP + from; step < FIRST_STEP + to; step++) {
      sent.put(step, System.nanoTime());
      redis.publish(
          new ProgressEvent.Progress(
              JobId.parse(job),
              new Epoch(1),
              0.5,
              step,
              2 * FIRST_STEP,
              "bench",
              Optional.empty(),
              Instant.now()));
      Thread.sleep(BETWEEN);
    }
  }

  private void watch(KeepAlive connection, String job, CountDownLatch open) {
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(connection.in(), StandardCharsets.UTF_8))) {
      connection.send("GET", "/v1/jobs/" + job + "/events", "", new byte[0]);
      boolean counted = false;
      int last = 0;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (!counted && line.startsWith("event: status")) {
          counted = true;
          open.countDown();
        }
        int at = line.startsWith("data: ") ? line.indexOf("\"step\":") : -1;
        if (at >= 0) {
          int step = Integer.parseInt(line.substring(at + 7, line.indexOf(',', at)));
          Long from = sent.get(step);
          if (from != null && step > last) {
            last = step; // a status repeats the last step
            took.add(System.nanoTime() - from);
          }
        }
      }
    } catch (IOException _) {
      // The bench has closed it: what is missing is counted.
    }
  }
}
