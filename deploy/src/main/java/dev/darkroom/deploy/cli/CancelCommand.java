package dev.darkroom.deploy.cli;

import dev.darkroom.client.FarmClient;
import dev.darkroom.client.Job;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Stops a job. */
@Command(
    name = "cancel",
    mixinStandardHelpOptions = true,
    description = "Stops a job: at once if it waits, within one sampler step if it runs.",
    footer = {"", "Example: darkroom cancel 0192d7a2-…"})
final class CancelCommand implements Callable<Integer> {
  @Mixin Common common = new Common();

  @Parameters(paramLabel = "ID", description = "The job.")
  String id = "";

  @Override
  public Integer call() {
    try (FarmClient farm = common.connect()) {
      Job job = farm.cancel(id);
      System.out.println(common.json ? job.json().toString() : job.status());
      return Exit.DONE;
    }
  }
}
