package dev.darkroom.deploy.bench;

import com.fasterxml.jackson.databind.JsonNode;
import dev.darkroom.client.FarmClient;
import dev.darkroom.deploy.bench.SchedulerRow.Durability;
import dev.darkroom.deploy.config.SettingTexts;
import dev.darkroom.deploy.farm.Farm;
import dev.darkroom.deploy.farm.FarmPlan;
import dev.darkroom.storage.log.KafkaClients;
import dev.darkroom.storage.log.KafkaClients.Isolation;
import dev.darkroom.storage.log.KafkaClients.Lost;
import dev.darkroom.storage.log.KafkaSettings;
import dev.darkroom.storage.log.Topic;
import java.io.BufferedWriter;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.kafka.common.TopicPartition;

/**
 * Brings a batch to a whole farm in this process, without workers: from the first byte of the
 * request until the log has the command of each line, on one broker with {@code acks=all}.
 */
public final class IngestBench {
  private static final Duration READY_LIMIT = Duration.ofMinutes(2);
  private static final Duration LIMIT = Duration.ofMinutes(10);
  private static final Duration POLL = Duration.ofMillis(20);

  private final Path folder;
  private final int lines;

  /**
   * @param folder the farm's, empty
   * @param lines of the batch that is measured; one of a fifth warms up
   */
  public IngestBench(Path folder, int lines) {
    if (lines < 100 || lines > 1_000_000) {
      throw new IllegalArgumentException(lines + " lines are not in 100 … 1000000");
    }
    this.folder = folder;
    this.lines = lines;
  }

  /** Starts a farm, tells what was measured, and stops the farm. */
  public void run(Consumer<SchedulerRow> told) throws IOException, InterruptedException {
    FarmPlan plan =
        new FarmPlan(folder.resolve("farm"), 0, 0, SettingTexts.none(), List.of(), READY_LIMIT);
    try (Farm farm = Farm.start(plan);
        FarmClient client = new FarmClient(farm.address())) {
      KafkaSettings kafka = Workers.settings(plan.data(), "bench").stores().kafka();
      var _ = measure(client, kafka, lines / 5, "warm-up");
      told.accept(measure(client, kafka, lines, "measured"));
    }
  }

  private SchedulerRow measure(FarmClient client, KafkaSettings kafka, int count, String key)
      throws IOException, InterruptedException {
    Path file = file(count);
    try (var log = new KafkaClients(kafka, "bench-ingest").consumer(Isolation.ALL, Lost.END)) {
      List<TopicPartition> commands =
          IntStream.range(0, kafka.topics().partitions())
              .mapToObj(p -> new TopicPartition(kafka.topics().name(Topic.COMMANDS), p))
              .toList();
      long before = sum(log.endOffsets(commands).values());
      long cpu = cpu();
      long began = System.nanoTime();
      JsonNode batch = client.batches().bring(file, key, "", _ -> {});
      double accepted = (System.nanoTime() - began) / 1e6;
      while (sum(log.endOffsets(commands).values()) - before < count) {
        if (System.nanoTime() - began > LIMIT.toNanos()) {
          throw new IllegalStateException(
              batch.path("id").asText() + " was not in the log within " + LIMIT);
        }
        Thread.sleep(POLL);
      }
      long took = System.nanoTime() - began;
      double cpuEach = (cpu() - cpu) / 1e3 / count;
      return SchedulerRow.of("ingest_lines", Durability.ONE_BROKER)
          .with("lines", count)
          .with("mbytes", Files.size(file) / 1e6)
          .with("accepted_ms", accepted)
          .with("lines_per_s", RawLog.perSecond(count, took))
          .with("cpu_us_per_line", cpuEach)
          .with("cpus_used", cpuEach * count * 1e3 / took)
          .row();
    }
  }

  private Path file(int count) throws IOException {
    Path file = folder.resolve("lines-" + count + ".jsonl");
    try (BufferedWriter out = Files.newBufferedWriter(file)) {
      for (int line = 0; line < count; line++) {
        out.write(
            "{\"custom_id\":\"line-%d\",\"kind\":\"noop\",\"millis\":%d,\"metadata\":{\"album\":\"bench\"}}\n"
                .formatted(line, line % 100));
      }
    }
    return file;
  }

  private static long sum(Iterable<Long> offsets) {
    long sum = 0;
    for (long offset : offsets) {
      sum += offset;
    }
    return sum;
  }

  private static long cpu() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }
}
