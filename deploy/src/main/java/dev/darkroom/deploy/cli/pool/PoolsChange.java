package dev.darkroom.deploy.cli.pool;

import dev.darkroom.client.FarmClient;
import dev.darkroom.deploy.cli.common.CommandFailure;
import dev.darkroom.deploy.cli.common.Common;
import dev.darkroom.deploy.cli.common.Exit;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Sets something of a pool. */
@Command(
    name = "change",
    mixinStandardHelpOptions = true,
    description = "Sets how long a pool's queue may be, what it offers, and when it sleeps.",
    footer = {
      "",
      "Example: darkroom pools change night --sleep mon,tue@08:00-20:00 --zone Europe/Berlin"
    })
final class PoolsChange implements Callable<Integer> {
  @Mixin Common common = new Common();

  @Mixin PoolOptions options = new PoolOptions();

  @Parameters(paramLabel = "POOL", description = "Its name.")
  String pool = "";

  @Override
  public Integer call() {
    Map<String, Object> body = options.fields();
    if (body.isEmpty()) {
      throw CommandFailure.usage("pools change " + pool + " changes nothing: add --max-queued, …");
    }
    try (FarmClient farm = common.connect()) {
      PoolLine.print(farm.patch("/v1/pools/" + FarmClient.text(pool), body), common.json);
      return Exit.DONE;
    }
  }
}
