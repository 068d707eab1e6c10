package dev.darkroom.deploy.bench;

import com.fasterxml.jackson.databind.JsonNode;
import dev.darkroom.client.BatchResult;
import dev.darkroom.client.FarmClient;
import dev.darkroom.client.FarmException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a day brings, at once and for minutes: submits, polls, watchers that come and go, and
 * batches whose results are fetched; the heap of the whole process is sampled after collections.
 * Jobs are remembered for half a minute, so that what is remembered stops growing soon.
 */
final class MixedBench {
  /** Settings of a farm in which what is remembered stops growing while it is measured. */
  static final Map<String, String> SETTINGS = Map.of("scheduler.retention", "20s");

  private static final Logger LOG = LoggerFactory.getLogger(MixedBench.class);
  private static final int SUBMITTERS = 4;
  private static final int POLLERS = 4;
  private static final int WATCHERS = 20;
  private static final int LINES = 200;
  private static final Duration BETWEEN = Duration.ofMillis(100);
  private static final Duration BETWEEN_BATCHES = Duration.ofSeconds(5);
  private static final int SAMPLES = 60;

  /** Of all samples, those before are a farm's that is warming up. */
  private static final int WARM_UP = SAMPLES / 4;

  /** Jobs whose state is asked for. */
  private static final int RECENT = 500;

  private final GatewayFarm farm;
  private final Path file;
  private final ConcurrentLinkedDeque<String> recent = new ConcurrentLinkedDeque<>();
  private final AtomicInteger submits = new AtomicInteger();
  private final AtomicInteger polls = new AtomicInteger();
  private final AtomicInteger watched = new AtomicInteger();
  private final AtomicInteger lines = new AtomicInteger();
  private final AtomicInteger failures = new AtomicInteger();
  private volatile boolean open = true;

  /** One thing that a client does again and again. */
  @FunctionalInterface
  private interface Deed {
    void run() throws IOException, InterruptedException;
  }

  /**
   * @param farm with workers, made with {@link #SETTINGS}
   */
  MixedBench(GatewayFarm farm) throws IOException {
    this.farm = farm;
    this.file = farm.folder().resolve("mixed.jsonl");
    Files.write(
        file,
        IntStream.range(0, LINES)
            .mapToObj("{\"custom_id\":\"line-%d\",\"kind\":\"noop\",\"millis\":0}"::formatted)
            .toList());
  }

  SchedulerRow measure(Duration length) throws InterruptedException {
    Heap heap = new Heap();
    try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      try {
        for (int i = 0; i < SUBMITTERS; i++) {
          clients.execute(() -> again(BETWEEN, this::submit));
        }
        for (int i = 0; i < POLLERS; i++) {
          clients.execute(() -> again(BETWEEN, this::poll));
        }
        for (int i = 0; i < WATCHERS; i++) {
          clients.execute(() -> again(BETWEEN, this::watch));
        }
        clients.execute(() -> again(BETWEEN_BATCHES, this::batch));
        sample(heap, length);
      } finally {
        open = false;
      }
    }
    return SchedulerRow.of("mixed", SchedulerRow.Durability.ONE_BROKER)
        .with("minutes", length.toMillis() / 6e4)
        .with("submits", submits.get())
        .with("polls", polls.get())
        .with("jobs_watched", watched.get())
        .with("lines", lines.get())
        .with("failures", failures.get())
        .with("heap_samples", heap.size())
        .with("heap_median_mb", heap.median())
        .with("heap_most_mb", heap.most())
        .with("heap_rise_mb", heap.rise())
        .with("heap_rise_percent", 100 * heap.rise() / heap.median())
        .row();
  }

  private static void sample(Heap heap, Duration length) throws InterruptedException {
    Duration between = length.dividedBy(SAMPLES);
    Stopwatch watch = new Stopwatch();
    for (int i = 0; i < SAMPLES; i++) {
      Thread.sleep(between);
      if (i >= WARM_UP) {
        heap.add(watch.millis() / 1e3, Heap.collected());
      }
    }
  }

  private void again(Duration between, Deed deed) {
    while (open) {
      try {
        deed.run();
        Thread.sleep(between);
      } catch (FarmException | IOException e) {
        failures.incrementAndGet();
        LOG.warn("a client of the bench was not served", e);
      } catch (InterruptedException _) {
        return;
      }
    }
  }

  private String submitted(int millis) {
    return farm.client().submit(Map.of("kind", "noop", "millis", millis), Optional.empty()).id();
  }

  private void submit() {
    recent.addFirst(submitted(0));
    if (submits.incrementAndGet() > RECENT) {
      var _ = recent.pollLast();
    }
  }

  private void poll() {
    String job = recent.peekFirst();
    if (job != null) {
      var _ = farm.client().job(job);
      polls.incrementAndGet();
    }
  }

  private void watch() throws InterruptedException {
    if (farm.client().watch(submitted(1_000), _ -> {}).succeeded()) {
      watched.incrementAndGet();
    } else {
      failures.incrementAndGet();
    }
  }

  private void batch() throws IOException, InterruptedException {
    JsonNode brought = farm.client().batches().bring(file, FarmClient.freshKey(), "", _ -> {});
    String id = brought.path("id").asText();
    while (!farm.client().batches().find(id).ended()) {
      Thread.sleep(BETWEEN);
    }
    List<BatchResult> results = farm.client().batches().results(id, Optional.empty(), LINES + 1);
    lines.addAndGet(results.size());
    if (results.size() != LINES) {
      failures.incrementAndGet();
      LOG.warn("batch {} has {} results of {}", id, results.size(), LINES);
    }
  }
}
