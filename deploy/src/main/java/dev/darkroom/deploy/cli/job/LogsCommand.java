package dev.darkroom.deploy.cli.job;

import com.fasterxml.jackson.databind.JsonNode;
import dev.darkroom.client.FarmClient;
import dev.darkroom.deploy.cli.common.Common;
import dev.darkroom.deploy.cli.common.Exit;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What a job's runs have said. */
@Command(
    name = "logs",
    mixinStandardHelpOptions = true,
    description = "Prints what a job's runs have said, the oldest first.",
    footer = {"", "Example: darkroom logs 0192d7a2-…"})
public final class LogsCommand implements Callable<Integer> {
  @Mixin Common common = new Common();

  @Parameters(paramLabel = "ID", description = "The job.")
  String id = "";

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "At most so many lines, the latest (default: ${DEFAULT-VALUE}).")
  int limit = 1_000;

  @Override
  public Integer call() {
    try (FarmClient farm = common.connect()) {
      for (JsonNode line : farm.get("/v1/jobs/" + id + "/logs?limit=" + limit).path("data")) {
        System.out.println(common.json ? line.toString() : text(line));
      }
      return Exit.DONE;
    }
  }

  private static String text(JsonNode line) {
    return String.format(
        Locale.ROOT,
        "%s  run %d  %-5s  %s",
        line.path("at").asText(),
        line.path("run").asLong(),
        line.path("level").asText(),
        line.path("message").asText());
  }
}
