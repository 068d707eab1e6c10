package dev.darkroom.deploy.cli.pool;

import com.fasterxml.jackson.databind.JsonNode;
import dev.darkroom.client.FarmClient;
import dev.darkroom.deploy.cli.common.Common;
import dev.darkroom.deploy.cli.common.Exit;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** How many workers a pool should have. */
@Command(
    name = "scale",
    mixinStandardHelpOptions = true,
    description = "Tells how many workers a pool should have, and why.",
    footer = {"", "Example: darkroom pools scale default"})
final class PoolsScale implements Callable<Integer> {
  @Mixin Common common = new Common();

  @Parameters(paramLabel = "POOL", description = "Its name.")
  String pool = "";

  @Override
  public Integer call() {
    try (FarmClient farm = common.connect()) {
      JsonNode scale = farm.get("/v1/pools/" + FarmClient.text(pool) + "/scale");
      System.out.println(common.json ? scale.toString() : scale.toPrettyString());
      return Exit.DONE;
    }
  }
}
