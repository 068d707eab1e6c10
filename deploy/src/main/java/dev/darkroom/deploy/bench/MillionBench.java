package dev.darkroom.deploy.bench;

import dev.darkroom.client.Batch;
import dev.darkroom.client.FarmAddress;
import dev.darkroom.client.FarmClient;
import dev.darkroom.gateway.batch.BatchSettings;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * A batch of a million lines and 500 MB through a gateway with a small heap, a process of its own:
 * brought, checked, queued as far as a batch may have jobs open, canceled, and its million results
 * fetched. What is left in its heap after collections is sampled all the time.
 */
final class MillionBench {
  private static final Duration SAMPLE = Duration.ofSeconds(2);
  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration LIMIT = Duration.ofMinutes(30);
  private static final int LINE_BYTES = 500;

  private final GatewayFarm farm;
  private final int lines;
  private final int heapMbytes;

  /**
   * @param heapMbytes that the gateway may have
   */
  MillionBench(GatewayFarm farm, int lines, int heapMbytes) {
    this.farm = farm;
    this.lines = lines;
    this.heapMbytes = heapMbytes;
  }

  SchedulerRow measure() throws IOException, InterruptedException {
    Path file = file();
    try (GatewayProcess gateway = GatewayProcess.start(farm.folder(), heapMbytes);
        FarmClient client = new FarmClient(new FarmAddress(gateway.url(), farm.address().key()))) {
      SchedulerRow.Figures row =
          SchedulerRow.of("million_lines", SchedulerRow.Durability.ONE_BROKER);
      Sampler sampler = new Sampler(gateway);
      try {
        live(client, file, row, sampler.heap);
      } finally {
        sampler.stop();
      }
      return row.with("heap_limit_mb", heapMbytes)
          .with("heap_samples", sampler.heap.size())
          .with("heap_median_mb", sampler.heap.median())
          .with("heap_most_mb", sampler.heap.most())
          .with("resident_most_mb", gateway.residentPeakMbytes())
          .row();
    }
  }

  /** The batch's whole life. */
  private void live(FarmClient client, Path file, SchedulerRow.Figures row, Heap heap)
      throws IOException, InterruptedException {
    Stopwatch watch = new Stopwatch();
    String id = client.batches().submit(file, "million", _ -> {}).id();
    row.with("lines", lines)
        .with("mbytes", Files.size(file) / 1e6)
        .with("brought_s", watch.millis() / 1e3);
    var _ = await(client, id, "in_progress");
    row.with("checked_s", watch.millis() / 1e3).with("heap_checked_most_mb", heap.most());
    int open = Math.min(lines, BatchSettings.DEFAULT.flow().open());
    LogFarm.await(() -> farm.waiting() >= open);
    row.with("queued", open).with("queued_s", watch.millis() / 1e3);
    var _ = client.batches().cancel(id);
    Batch end = await(client, id, "cancelled");
    row.with("ended_s", watch.millis() / 1e3)
        .with("failed", end.failed())
        .with("results", results(client, id));
  }

  private static Batch await(FarmClient client, String id, String status)
      throws InterruptedException {
    long end = System.nanoTime() + LIMIT.toNanos();
    for (Batch batch = client.batches().find(id); ; batch = client.batches().find(id)) {
      if (batch.status().equals(status)) {
        return batch;
      }
      if (batch.ended() || System.nanoTime() > end) {
        throw new IllegalStateException("the batch is " + batch.status() + " and not " + status);
      }
      Thread.sleep(POLL);
    }
  }

  private static int results(FarmClient client, String id) throws IOException {
    int results = 0;
    try (BufferedReader read =
        new BufferedReader(
            new InputStreamReader(
                client.stream("/v1/batches/" + id + "/results"), StandardCharsets.UTF_8))) {
      while (read.readLine() != null) {
        results++;
      }
    }
    return results;
  }

  private Path file() throws IOException {
    Path file = farm.folder().resolve("million.jsonl");
    String padding = "x".repeat(LINE_BYTES);
    try (BufferedWriter out = Files.newBufferedWriter(file)) {
      for (int line = 0; line < lines; line++) {
        String begin =
            "{\"custom_id\":\"line-%d\",\"kind\":\"noop\",\"metadata\":{\"why\":\"".formatted(line);
        out.write(begin);
        out.write(padding, 0, LINE_BYTES - begin.length() - 4);
        out.write("\"}}\n");
      }
    }
    return file;
  }

  /** Looks at a gateway's heap again and again, until it is stopped. */
  private static final class Sampler {
    final Heap heap = new Heap();
    private final Thread thread;
    private volatile boolean open = true;

    Sampler(GatewayProcess gateway) {
      Stopwatch watch = new Stopwatch();
      thread =
          Thread.ofPlatform()
              .daemon()
              .name("bench-heap")
              .start(() -> {
                try {
                  while (open) {
                    heap.add(watch.millis() / 1e3, gateway.collectedMbytes());
                    Thread.sleep(SAMPLE);
                  }
                } catch (IOException e) {
                  throw new UncheckedIOException("the heap cannot be looked at", e);
                } catch (InterruptedException _) {
                  // What was sampled counts.
                }
              });
    }

    void stop() throws InterruptedException {
      open = false;
      thread.join();
    }
  }
}
