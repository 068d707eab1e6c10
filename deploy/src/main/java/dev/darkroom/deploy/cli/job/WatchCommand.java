package dev.darkroom.deploy.cli.job;

import dev.darkroom.client.FarmClient;
import dev.darkroom.client.Job;
import dev.darkroom.deploy.cli.common.Common;
import dev.darkroom.deploy.cli.common.Exit;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Follows a job until it ends. */
@Command(
    name = "watch",
    mixinStandardHelpOptions = true,
    description = "Follows a job until it ends; exit 0 if it succeeded.",
    footer = {"", "Example: darkroom watch 0192d7a2-…"})
public final class WatchCommand implements Callable<Integer> {
  @Mixin Common common = new Common();

  @Parameters(paramLabel = "ID", description = "The job.")
  String id = "";

  @Override
  public Integer call() throws InterruptedException {
    try (FarmClient farm = common.connect()) {
      farm.job(id);
      Job ended = JobWatch.events(farm, common.json).untilEnd(id);
      if (!common.json) {
        System.out.println(ended.status() + ended.error().map(e -> ": " + e).orElse(""));
        JobWatch.printTimeline(ended, System.out);
      }
      return ended.succeeded() ? Exit.DONE : Exit.FAILED;
    }
  }
}
