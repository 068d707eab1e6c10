package dev.darkroom.deploy.cli.pool;

import com.fasterxml.jackson.databind.JsonNode;
import dev.darkroom.client.FarmClient;
import dev.darkroom.deploy.cli.common.Common;
import dev.darkroom.deploy.cli.common.Exit;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** One worker, all of it. */
@Command(
    name = "show",
    mixinStandardHelpOptions = true,
    description = "Shows a worker: what it runs, what it holds, its device and its labels.",
    footer = {"", "Example: darkroom workers show worker-1"})
final class WorkersShow implements Callable<Integer> {
  @Mixin Common common = new Common();

  @Parameters(paramLabel = "WORKER", description = "Its name.")
  String worker = "";

  @Override
  public Integer call() {
    try (FarmClient farm = common.connect()) {
      JsonNode shown = farm.get("/v1/workers/" + FarmClient.text(worker));
      System.out.println(common.json ? shown.toString() : shown.toPrettyString());
      return Exit.DONE;
    }
  }
}
