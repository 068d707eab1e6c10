package dev.darkroom.deploy.cli.pool;

import com.fasterxml.jackson.databind.JsonNode;
import dev.darkroom.client.FarmClient;
import dev.darkroom.deploy.cli.common.Common;
import dev.darkroom.deploy.cli.common.Exit;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** One pool, all of it. */
@Command(
    name = "show",
    mixinStandardHelpOptions = true,
    description = "Shows a pool: what it offers, when it sleeps, its queue and its workers.",
    footer = {"", "Example: darkroom pools show default"})
final class PoolsShow implements Callable<Integer> {
  @Mixin Common common = new Common();

  @Parameters(paramLabel = "POOL", description = "Its name.")
  String pool = "";

  @Override
  public Integer call() {
    try (FarmClient farm = common.connect()) {
      JsonNode shown = farm.get("/v1/pools/" + FarmClient.text(pool));
      System.out.println(common.json ? shown.toString() : shown.toPrettyString());
      return Exit.DONE;
    }
  }
}
