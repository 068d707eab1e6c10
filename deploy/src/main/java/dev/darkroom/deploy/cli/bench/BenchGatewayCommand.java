package dev.darkroom.deploy.cli.bench;

import dev.darkroom.deploy.bench.GatewayBench;
import dev.darkroom.deploy.cli.common.CommandFailure;
import dev.darkroom.deploy.cli.common.Exit;
import dev.darkroom.deploy.cli.common.Logs;
import dev.darkroom.deploy.cli.common.Printing;
import dev.darkroom.deploy.farm.FarmFolder;
import dev.darkroom.deploy.farm.Folders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Measures the gateway. */
@Command(
    name = "gateway",
    mixinStandardHelpOptions = true,
    description = {
      "Measures the gateway in a whole farm on this machine: lines of batches, single submits,",
      "watchers, the heap under a mixed load, and a batch of a million lines."
    },
    footer = {"", "Example: darkroom bench gateway --part submits,watchers --rate 3000"})
final class BenchGatewayCommand implements Callable<Integer> {
  @Option(
      names = "--part",
      paramLabel = "P",
      split = ",",
      description =
          "ingest, submits, watchers, mixed or million (default: the first three, which take"
              + " seconds).")
  List<String> parts = List.of();

  @Option(
      names = "--lines",
      paramLabel = "N",
      description =
          "Lines of each batch, after half as many to warm up (default: ${DEFAULT-VALUE}).")
  int lines = 100_000;

  @Option(
      names = "--rate",
      paramLabel = "N",
      description = "Single submits a second (default: ${DEFAULT-VALUE}).")
  int rate = 3_000;

  @Option(
      names = "--warm-up",
      paramLabel = "N",
      description =
          "Seconds of single submits before they are measured (default: ${DEFAULT-VALUE}).")
  int warmUp = 120;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      description = "Length of the single submits (default: ${DEFAULT-VALUE}).")
  int seconds = 10;

  @Option(
      names = "--watchers",
      paramLabel = "N",
      description = "Watchers of one job (default: ${DEFAULT-VALUE}).")
  int watchers = 1_000;

  @Option(
      names = "--minutes",
      paramLabel = "N",
      description = "Length of the mixed load (default: ${DEFAULT-VALUE}).")
  int minutes = 10;

  @Option(
      names = "--million",
      paramLabel = "N",
      description = "Lines of the large batch (default: ${DEFAULT-VALUE}).")
  int million = 1_000_000;

  @Option(
      names = "--heap",
      paramLabel = "MB",
      description = "Heap of the gateway that takes it (default: ${DEFAULT-VALUE}).")
  int heap = 512;

  @Mixin Printing printing = new Printing();

  @Override
  public Integer call() throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("darkroom-bench-");
    try {
      Logs.toFile(FarmFolder.log(folder, "gateway"));
      new GatewayBench(options(folder)).run(row -> BenchSchedulerCommand.print(row, printing));
      return Exit.DONE;
    } finally {
      Folders.delete(folder);
    }
  }

  private GatewayBench.Options options(Path folder) {
    try {
      Set<GatewayBench.Part> wanted =
          parts.isEmpty()
              ? GatewayBench.Part.SHORT
              : parts.stream().map(GatewayBench.Part::parse).collect(Collectors.toSet());
      return new GatewayBench.Options(
          folder,
          wanted,
          lines,
          new GatewayBench.Submits(rate, Duration.ofSeconds(warmUp), Duration.ofSeconds(seconds)),
          watchers,
          Duration.ofMinutes(minutes),
          million,
          heap);
    } catch (IllegalArgumentException e) {
      throw CommandFailure.usage(String.valueOf(e.getMessage()));
    }
  }
}
