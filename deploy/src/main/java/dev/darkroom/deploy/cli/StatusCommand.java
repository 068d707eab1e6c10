package dev.darkroom.deploy.cli;

import dev.darkroom.client.FarmClient;
import dev.darkroom.client.FarmRefused;
import dev.darkroom.client.Retries;
import dev.darkroom.deploy.cli.common.Common;
import dev.darkroom.deploy.cli.common.Exit;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Whether the farm takes jobs. */
@Command(
    name = "status",
    mixinStandardHelpOptions = true,
    description = "Tells whether the farm takes jobs; exit 1 if it answers and does not.",
    footer = {"", "Example: darkroom status"})
final class StatusCommand implements Callable<Integer> {
  @Mixin Common common = new Common();

  @Override
  public Integer call() {
    try (FarmClient farm = common.connect(Retries.NONE)) {
      String ready = farm.get("/readyz").toString();
      System.out.println(common.json ? ready : "the farm takes jobs");
      return Exit.DONE;
    } catch (FarmRefused e) {
      e.reasons().forEach(System.err::println);
      throw e;
    }
  }
}
