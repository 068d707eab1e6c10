package dev.darkroom.deploy.cli.bench;

import dev.darkroom.deploy.bench.IngestBench;
import dev.darkroom.deploy.cli.common.CommandFailure;
import dev.darkroom.deploy.cli.common.Exit;
import dev.darkroom.deploy.cli.common.Logs;
import dev.darkroom.deploy.cli.common.Printing;
import dev.darkroom.deploy.farm.FarmFolder;
import dev.darkroom.deploy.farm.Folders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Measures the gateway. */
@Command(
    name = "gateway",
    mixinStandardHelpOptions = true,
    description = {
      "Measures the gateway in a whole farm on this machine: lines of a batch a second, from the",
      "request's first byte until the log has the command of each line."
    },
    footer = {"", "Example: darkroom bench gateway --part ingest --lines 100000"})
final class BenchGatewayCommand implements Callable<Integer> {
  private static final String INGEST = "ingest";

  @Option(names = "--part", paramLabel = "P", split = ",", description = "ingest (default: all).")
  List<String> parts = List.of(INGEST);

  @Option(
      names = "--lines",
      paramLabel = "N",
      description =
          "Lines of the batch, after a fifth as many to warm up (default:" + " ${DEFAULT-VALUE}).")
  int lines = 100_000;

  @Mixin Printing printing = new Printing();

  @Override
  public Integer call() throws IOException, InterruptedException {
    for (String part : parts) {
      if (!part.equals(INGEST)) {
        throw CommandFailure.usage("--part " + part + " is none: use " + INGEST);
      }
    }
    Path folder = Files.createTempDirectory("darkroom-bench-");
    try {
      Logs.toFile(FarmFolder.log(folder, "gateway"));
      bench(folder)
          .run(row ->
              System.out.println(
                  printing.json
                      ? BenchSchedulerCommand.object(row).toString()
                      : BenchSchedulerCommand.line(row)));
      return Exit.DONE;
    } finally {
      Folders.delete(folder);
    }
  }

  private IngestBench bench(Path folder) {
    try {
      return new IngestBench(folder, lines);
    } catch (IllegalArgumentException e) {
      throw CommandFailure.usage(String.valueOf(e.getMessage()));
    }
  }
}
