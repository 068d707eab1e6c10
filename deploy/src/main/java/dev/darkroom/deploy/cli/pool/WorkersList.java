package dev.darkroom.deploy.cli.pool;

import com.fasterxml.jackson.databind.JsonNode;
import dev.darkroom.client.FarmClient;
import dev.darkroom.deploy.cli.common.Common;
import dev.darkroom.deploy.cli.common.Exit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Every worker that the farm remembers. */
@Command(
    name = "list",
    mixinStandardHelpOptions = true,
    description = "Lists the workers, those that left within the hour among them.",
    footer = {"", "Example: darkroom workers list --state busy"})
final class WorkersList implements Callable<Integer> {
  @Mixin Common common = new Common();

  @Option(names = "--pool", paramLabel = "P", description = "Only workers of this pool.")
  @Nullable String pool;

  @Option(
      names = "--state",
      paramLabel = "S",
      description = "Only those that are idle, busy, draining or gone.")
  @Nullable String state;

  @Override
  public Integer call() {
    List<String> query = new ArrayList<>();
    if (pool != null) {
      query.add("pool=" + FarmClient.text(pool));
    }
    if (state != null) {
      query.add("state=" + FarmClient.text(state));
    }
    try (FarmClient farm = common.connect()) {
      for (JsonNode worker : farm.get("/v1/workers?" + String.join("&", query)).path("data")) {
        WorkerLine.print(worker, common.json);
      }
      return Exit.DONE;
    }
  }
}
