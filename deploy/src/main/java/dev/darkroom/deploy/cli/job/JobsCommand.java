package dev.darkroom.deploy.cli.job;

import com.fasterxml.jackson.databind.JsonNode;
import dev.darkroom.client.FarmClient;
import dev.darkroom.deploy.cli.common.Common;
import dev.darkroom.deploy.cli.common.Exit;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Lists jobs, newest first. */
@Command(
    name = "jobs",
    mixinStandardHelpOptions = true,
    description = "Lists jobs; 'jobs show' tells all of one, 'jobs bulk' acts on many at once.",
    subcommands = {JobsShow.class, JobsBulk.class},
    footer = {"", "Example: darkroom jobs --status queued"})
public final class JobsCommand implements Callable<Integer> {
  @Mixin Common common = new Common();

  @Option(names = "--status", paramLabel = "S", description = "Only jobs of this status.")
  @Nullable String status;

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "At most so many (default: ${DEFAULT-VALUE}).")
  int limit = 20;

  @Override
  public Integer call() {
    try (FarmClient farm = common.connect()) {
      String filter =
          status == null ? "" : "&status=" + URLEncoder.encode(status, StandardCharsets.UTF_8);
      for (JsonNode job : farm.get("/v1/jobs?limit=" + limit + filter).path("data")) {
        System.out.println(common.json ? job.toString() : line(job));
      }
      return Exit.DONE;
    }
  }

  private static String line(JsonNode job) {
    return String.format(
        Locale.ROOT,
        "%s  %-10s  %-10s  %s",
        job.path("id").asText(),
        job.path("status").asText(),
        job.path("kind").asText(),
        job.path("model").asText());
  }
}
