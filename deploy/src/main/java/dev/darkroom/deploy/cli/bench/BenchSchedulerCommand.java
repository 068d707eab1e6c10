package dev.darkroom.deploy.cli.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.darkroom.deploy.bench.SchedulerBench;
import dev.darkroom.deploy.bench.SchedulerRow;
import dev.darkroom.deploy.cli.common.CommandFailure;
import dev.darkroom.deploy.cli.common.Exit;
import dev.darkroom.deploy.cli.common.Logs;
import dev.darkroom.deploy.cli.common.Printing;
import dev.darkroom.deploy.farm.FarmFolder;
import dev.darkroom.deploy.farm.Folders;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Measures the scheduler. */
@Command(
    name = "scheduler",
    mixinStandardHelpOptions = true,
    description = {
      "Measures the scheduler: its core alone, and from submit records to committed ends through an",
      "embedded Kafka with the job view on and workers that only report."
    },
    footer = {"", "Example: darkroom bench scheduler --part complete,lease --workers 64"})
final class BenchSchedulerCommand implements Callable<Integer> {
  private static final ObjectMapper JSON = new ObjectMapper();

  @Option(
      names = "--part",
      paramLabel = "P",
      split = ",",
      description =
          "core, million, sharing, replay, complete, lease or failover (default: all in turn).")
  List<String> parts = List.of();

  @Option(
      names = "--jobs",
      paramLabel = "N",
      description = "Jobs through the log, after as many to warm up (default: ${DEFAULT-VALUE}).")
  int jobs = 200_000;

  @Option(
      names = "--workers",
      paramLabel = "N",
      description = "Workers on the log (default: ${DEFAULT-VALUE}).")
  int workers = 64;

  @Option(
      names = "--batch",
      paramLabel = "N",
      description = "Jobs of one lease (default: ${DEFAULT-VALUE}).")
  int batch = 64;

  @Option(
      names = "--rate",
      paramLabel = "N",
      description = "Submits a second of row submit_to_lease (default: ${DEFAULT-VALUE}).")
  int rate = 500;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      description = "Length of row submit_to_lease (default: ${DEFAULT-VALUE}).")
  int seconds = 10;

  @Mixin Printing printing = new Printing();

  @Override
  public Integer call() throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("darkroom-bench-");
    try {
      Logs.toFile(FarmFolder.log(folder, "scheduler"));
      SchedulerBench bench = new SchedulerBench(options(folder));
      bench.run(row -> print(row, printing));
      return Exit.DONE;
    } finally {
      Folders.delete(folder);
    }
  }

  private SchedulerBench.Options options(Path folder) {
    try {
      Set<SchedulerBench.Part> wanted =
          parts.isEmpty()
              ? EnumSet.allOf(SchedulerBench.Part.class)
              : parts.stream().map(SchedulerBench.Part::parse).collect(Collectors.toSet());
      return new SchedulerBench.Options(
          folder, wanted, jobs, workers, batch, rate, Duration.ofSeconds(seconds));
    } catch (IllegalArgumentException e) {
      throw CommandFailure.usage(String.valueOf(e.getMessage()));
    }
  }

  /** Prints a row as its line, or as its object. */
  static void print(SchedulerRow row, Printing printing) {
    System.out.println(printing.json ? object(row).toString() : line(row));
  }

  static ObjectNode object(SchedulerRow row) {
    ObjectNode object = JSON.createObjectNode().put("row", row.name());
    row.figures().forEach((name, value) -> object.put(name, rounded(value)));
    return object
        .put("durability", row.durability().name().toLowerCase(Locale.ROOT))
        .put("load_average", load());
  }

  static String line(SchedulerRow row) {
    return String.format(
        Locale.ROOT,
        "%-18s %s  (%s, load %.1f)",
        row.name(),
        row.figures().entrySet().stream()
            .map(figure -> figure.getKey() + " " + rounded(figure.getValue()).toPlainString())
            .collect(Collectors.joining("  ")),
        row.durability().name().toLowerCase(Locale.ROOT),
        load());
  }

  /** What else the machine does counts: the figures stand beside it. */
  private static double load() {
    return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
  }

  /** Four digits say all that a measurement knows. */
  private static BigDecimal rounded(double value) {
    BigDecimal digits = BigDecimal.valueOf(value).round(new MathContext(4)).stripTrailingZeros();
    return digits.setScale(Math.max(digits.scale(), 0));
  }
}
