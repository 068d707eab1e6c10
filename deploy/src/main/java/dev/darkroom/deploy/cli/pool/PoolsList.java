package dev.darkroom.deploy.cli.pool;

import com.fasterxml.jackson.databind.JsonNode;
import dev.darkroom.client.FarmClient;
import dev.darkroom.deploy.cli.common.Common;
import dev.darkroom.deploy.cli.common.Exit;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Every pool. */
@Command(
    name = "list",
    mixinStandardHelpOptions = true,
    description = "Lists the pools, their queues and their workers.",
    footer = {"", "Example: darkroom pools list"})
final class PoolsList implements Callable<Integer> {
  @Mixin Common common = new Common();

  @Override
  public Integer call() {
    try (FarmClient farm = common.connect()) {
      for (JsonNode pool : farm.get("/v1/pools").path("data")) {
        PoolLine.print(pool, common.json);
      }
      return Exit.DONE;
    }
  }
}
