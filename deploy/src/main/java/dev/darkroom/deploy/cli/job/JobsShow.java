package dev.darkroom.deploy.cli.job;

import dev.darkroom.client.FarmClient;
import dev.darkroom.client.Job;
import dev.darkroom.deploy.cli.common.Common;
import dev.darkroom.deploy.cli.common.Exit;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** One job, all of it. */
@Command(
    name = "show",
    mixinStandardHelpOptions = true,
    description = "Shows a job: how it stands, why it waits, what it left, and its timeline.",
    footer = {"", "Example: darkroom jobs show 0192d7a2-…"})
final class JobsShow implements Callable<Integer> {
  @Mixin Common common = new Common();

  @Parameters(paramLabel = "ID", description = "The job.")
  String id = "";

  @Override
  public Integer call() {
    try (FarmClient farm = common.connect()) {
      Job job = farm.job(id);
      System.out.println(common.json ? job.json().toString() : job.json().toPrettyString());
      return Exit.DONE;
    }
  }
}
