package dev.darkroom.deploy.cli.job;

import dev.darkroom.client.FarmClient;
import dev.darkroom.client.Job;
import dev.darkroom.deploy.cli.common.Common;
import dev.darkroom.deploy.cli.common.Exit;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Moves a job that was accepted: prints how it stands then. */
public abstract sealed class SteerCommand implements Callable<Integer> {
  private final String verb;

  @Mixin Common common = new Common();

  @Parameters(paramLabel = "ID", description = "The job.")
  String id = "";

  private SteerCommand(String verb) {
    this.verb = verb;
  }

  @Override
  public Integer call() {
    try (FarmClient farm = common.connect()) {
      Job job = farm.steer(id, verb);
      System.out.println(common.json ? job.json().toString() : job.status());
      return Exit.DONE;
    }
  }

  /** Stops a job. */
  @Command(
      name = "cancel",
      mixinStandardHelpOptions = true,
      description = "Stops a job: at once if it waits, within one step if it runs.",
      footer = {"", "Example: darkroom cancel 0192d7a2-…"})
  public static final class Cancel extends SteerCommand {
    Cancel() {
      super("cancel");
    }
  }

  /** Lets a training wait. */
  @Command(
      name = "pause",
      mixinStandardHelpOptions = true,
      description =
          "Lets a training wait until it is resumed; one that runs saves a checkpoint first.",
      footer = {"", "Example: darkroom pause 0192d7a2-…"})
  public static final class Pause extends SteerCommand {
    Pause() {
      super("pause");
    }
  }

  /** Lets a paused training go on. */
  @Command(
      name = "resume",
      mixinStandardHelpOptions = true,
      description = "Lets a paused training go on from its last checkpoint.",
      footer = {"", "Example: darkroom resume 0192d7a2-…"})
  public static final class Resume extends SteerCommand {
    Resume() {
      super("resume");
    }
  }

  /** Tries a job again. */
  @Command(
      name = "retry",
      mixinStandardHelpOptions = true,
      description =
          "Tries a job again that has failed, expired or was canceled; a training goes on from its"
              + " last checkpoint.",
      footer = {"", "Example: darkroom retry 0192d7a2-…"})
  public static final class Retry extends SteerCommand {
    Retry() {
      super("retry");
    }
  }
}
