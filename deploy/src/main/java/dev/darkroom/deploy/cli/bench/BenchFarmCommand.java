package dev.darkroom.deploy.cli.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.darkroom.deploy.bench.FarmBench;
import dev.darkroom.deploy.bench.FarmRow;
import dev.darkroom.deploy.bench.FarmSharingBench;
import dev.darkroom.deploy.cli.common.CommandFailure;
import dev.darkroom.deploy.cli.common.Exit;
import dev.darkroom.deploy.cli.common.Logs;
import dev.darkroom.deploy.cli.common.Printing;
import dev.darkroom.deploy.cli.lab.HouseModels;
import dev.darkroom.deploy.farm.FarmFolder;
import dev.darkroom.deploy.farm.Folders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Measures a whole farm. */
@Command(
    name = "farm",
    mixinStandardHelpOptions = true,
    description = {
      "Runs jobs that do nothing through a farm of its own: embedded Kafka, Redis and S3, gateway,",
      "scheduler and workers; and bare records through the same broker. Then how its workers are",
      "shared between tenants, and between models."
    },
    footer = {"", "Example: darkroom bench farm --rate 100,500 --workers 16"})
final class BenchFarmCommand implements Callable<Integer> {
  private static final ObjectMapper JSON = new ObjectMapper();

  @Option(
      names = "--part",
      paramLabel = "P",
      split = ",",
      description = "${COMPLETION-CANDIDATES} (default: one after the other).")
  List<Part> parts = List.of(Part.values());

  @Option(
      names = "--rate",
      paramLabel = "N",
      split = ",",
      description = "Submits per second, one load after the other (default: 100,500).")
  List<Integer> rates = List.of(100, 500);

  @Option(
      names = "--seconds",
      paramLabel = "N",
      description = "Length of each load (default: ${DEFAULT-VALUE}).")
  int seconds = 10;

  @Option(
      names = "--drain",
      paramLabel = "N",
      description = "Seconds that its jobs are waited for after it (default: ${DEFAULT-VALUE}).")
  int drain = 120;

  @Option(
      names = "--workers",
      paramLabel = "N",
      description = "Workers, all in this process (default: ${DEFAULT-VALUE}).")
  int workers = 16;

  @Option(
      names = "--records",
      paramLabel = "N",
      description = "Bare records (default: ${DEFAULT-VALUE}).")
  int records = 50_000;

  @Mixin Printing printing = new Printing();

  /** What can be measured by itself. */
  enum Part {
    load,
    tenants,
    affinity,
    batches
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("darkroom-bench-");
    try {
      Logs.toFile(FarmFolder.log(folder, "farm"));
      if (parts.contains(Part.load)) {
        load(Files.createDirectory(folder.resolve("load")));
      }
      Path model = HouseModels.shipped(HouseModels.named("shapes-ldm"));
      FarmSharingBench sharing = new FarmSharingBench(folder, model, InstantSource.system());
      if (parts.contains(Part.tenants)) {
        sharing.tenants(row -> BenchSchedulerCommand.print(row, printing));
      }
      if (parts.contains(Part.affinity)) {
        BenchSchedulerCommand.print(sharing.affinity(), printing);
      }
      if (parts.contains(Part.batches)) {
        BenchSchedulerCommand.print(sharing.microBatches(), printing);
      }
      return Exit.DONE;
    } finally {
      Folders.delete(folder);
    }
  }

  private void load(Path folder) throws InterruptedException {
    FarmBench bench = new FarmBench(options(folder));
    if (!printing.json) {
      System.out.println(HEADER);
    }
    bench.run(row -> System.out.println(printing.json ? object(row).toString() : line(row)));
  }

  private FarmBench.Options options(Path folder) {
    try {
      return new FarmBench.Options(
          folder, workers, rates, Duration.ofSeconds(seconds), Duration.ofSeconds(drain), records);
    } catch (IllegalArgumentException e) {
      throw CommandFailure.usage(String.valueOf(e.getMessage()));
    }
  }

  static ObjectNode object(FarmRow row) {
    ObjectNode object = JSON.createObjectNode();
    return switch (row) {
      case FarmRow.RawLog raw ->
          object
              .put("row", "raw_log")
              .put("records", raw.records())
              .put("record_bytes", raw.bytes())
              .put("produced_per_s", raw.producedPerSecond())
              .put("consumed_per_s", raw.consumedPerSecond());
      case FarmRow.Load load ->
          object
              .put("row", "submit_to_lease")
              .put("offered_per_s", load.offered())
              .put("workers", load.counts().workers())
              .put("sent", load.counts().sent())
              .put("accepted", load.counts().accepted())
              .put("completed", load.counts().completed())
              .put("accepted_per_s", load.acceptedPerSecond())
              .put("jobs_per_s", load.completedPerSecond())
              .put("p50_ms", millis(load.lease().p50()))
              .put("p99_ms", millis(load.lease().p99()))
              .put("answer_p50_ms", millis(load.answer().p50()))
              .put("answer_p99_ms", millis(load.answer().p99()));
    };
  }

  private static final String HEADER =
      "row              offered  accepted  completed   accepted/s  completed/s  lease p50"
          + "       p99  answer p50       p99";

  private static String line(FarmRow row) {
    return switch (row) {
      case FarmRow.RawLog raw ->
          String.format(
              Locale.ROOT,
              "%-15s  %d records of %d bytes: %.0f produced/s, %.0f consumed/s",
              "raw_log",
              raw.records(),
              raw.bytes(),
              raw.producedPerSecond(),
              raw.consumedPerSecond());
      case FarmRow.Load load ->
          String.format(
              Locale.ROOT,
              "%-15s  %5d/s  %8d  %9d  %11.1f  %11.1f  %6.1f ms  %5.1f ms  %7.1f ms  %5.1f ms",
              "submit_to_lease",
              load.offered(),
              load.counts().accepted(),
              load.counts().completed(),
              load.acceptedPerSecond(),
              load.completedPerSecond(),
              millis(load.lease().p50()),
              millis(load.lease().p99()),
              millis(load.answer().p50()),
              millis(load.answer().p99()));
    };
  }

  private static double millis(Duration duration) {
    return duration.toNanos() / 1e6;
  }
}
