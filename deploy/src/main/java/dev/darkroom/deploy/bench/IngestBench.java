package dev.darkroom.deploy.bench;

import dev.darkroom.deploy.bench.SchedulerRow.Durability;
import dev.darkroom.gateway.batch.BatchSettings;
import dev.darkroom.storage.log.KafkaClients;
import dev.darkroom.storage.log.KafkaClients.Isolation;
import dev.darkroom.storage.log.KafkaClients.Lost;
import dev.darkroom.storage.log.KafkaSettings;
import dev.darkroom.storage.log.Topic;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;

/**
 * Batches without workers: from the first byte of the request until the broker has acknowledged the
 * command of each line, and until the scheduler has queued each.
 */
final class IngestBench {
  private static final Duration LIMIT = Duration.ofMinutes(10);
  private static final Duration POLL = Duration.ofMillis(50);

  private final GatewayFarm farm;
  private int batches;

  IngestBench(GatewayFarm farm) {
    this.farm = farm;
  }

  /** Brings a batch for what the compiler has to learn. */
  void warmUp(int lines) throws IOException, InterruptedException {
    var _ = withScheduler(lines);
  }

  /**
   * What gateway and broker take when they have the machine for themselves: the scheduler is
   * stopped meanwhile, and queues the lines after.
   *
   * @param lines at most as many as one batch may have unanswered
   */
  SchedulerRow alone(int lines) throws IOException, InterruptedException {
    int count = Math.min(lines, BatchSettings.DEFAULT.flow().unanswered());
    int before = farm.waiting();
    farm.stopScheduler();
    SchedulerRow.Figures row = SchedulerRow.of("ingest_lines", Durability.ONE_BROKER);
    try (var log = log()) {
      Brought brought = bring(log, count, row);
      row.with("lines_per_s", brought.perSecond())
          .with("cpu_us_per_line", brought.watch.cpuMicrosEach(count))
          .with("cpus_used", brought.watch.cpus());
    } finally {
      farm.startScheduler();
    }
    await(() -> farm.waiting() - before >= count);
    return row.with("queued", farm.waiting() - before).row();
  }

  /** The same while the scheduler queues them on the same machine. */
  SchedulerRow withScheduler(int lines) throws IOException, InterruptedException {
    int before = farm.waiting();
    SchedulerRow.Figures row = SchedulerRow.of("ingest_queued", Durability.ONE_BROKER);
    try (var log = log()) {
      Brought brought = bring(log, lines, row);
      row.with("lines_per_s", brought.perSecond());
      await(() -> farm.waiting() - before >= lines);
      row.with("queued_per_s", RawLog.perSecond(lines, brought.watch.nanos()))
          .with("cpu_us_per_line", brought.watch.cpuMicrosEach(lines))
          .with("cpus_used", brought.watch.cpus())
          .with("queued", farm.waiting() - before);
    }
    return row.row();
  }

  /** A batch whose every command is in the log. */
  private record Brought(int lines, long nanos, Stopwatch watch) {
    double perSecond() {
      return RawLog.perSecond(lines, nanos);
    }
  }

  private Brought bring(Consumer<byte[], byte[]> log, int lines, SchedulerRow.Figures row)
      throws IOException, InterruptedException {
    Path file = file(lines);
    long before = commands(log);
    Stopwatch watch = new Stopwatch();
    var _ = farm.client().batches().bring(file, "bench-" + ++batches, "", _ -> {});
    row.with("lines", lines)
        .with("mbytes", Files.size(file) / 1e6)
        .with("accepted_ms", watch.millis());
    await(() -> commands(log) - before >= lines);
    return new Brought(lines, watch.nanos(), watch);
  }

  private static void await(BooleanSupplier what) throws InterruptedException {
    long end = System.nanoTime() + LIMIT.toNanos();
    while (!what.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new IllegalStateException("a batch was not in the log within " + LIMIT);
      }
      Thread.sleep(POLL);
    }
  }

  private Consumer<byte[], byte[]> log() {
    return new KafkaClients(farm.kafka(), "bench-ingest").consumer(Isolation.ALL, Lost.END);
  }

  /** Commands that the log has, of all partitions. */
  private long commands(Consumer<byte[], byte[]> log) {
    KafkaSettings kafka = farm.kafka();
    List<TopicPartition> partitions =
        IntStream.range(0, kafka.topics().partitions())
            .mapToObj(p -> new TopicPartition(kafka.topics().name(Topic.COMMANDS), p))
            .toList();
    return log.endOffsets(partitions).values().stream().mapToLong(end -> end).sum();
  }

  private Path file(int count) throws IOException {
    Path file = farm.folder().resolve("lines-" + count + ".jsonl");
    try (BufferedWriter out = Files.newBufferedWriter(file)) {
      for (int line = 0; line < count; line++) {
        out.write(
            "{\"custom_id\":\"line-%d\",\"kind\":\"noop\",\"millis\":%d,\"metadata\":{\"album\":\"bench\"}}\n"
                .formatted(line, line % 100));
      }
    }
    return file;
  }
}
