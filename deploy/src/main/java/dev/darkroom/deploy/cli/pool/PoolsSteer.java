package dev.darkroom.deploy.cli.pool;

import dev.darkroom.client.FarmClient;
import dev.darkroom.deploy.cli.common.Common;
import dev.darkroom.deploy.cli.common.Exit;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Lets a pool take or give out jobs, or not: prints how it stands then. */
abstract sealed class PoolsSteer implements Callable<Integer> {
  private final String verb;

  @Mixin Common common = new Common();

  @Parameters(paramLabel = "POOL", description = "Its name.")
  String pool = "";

  private PoolsSteer(String verb) {
    this.verb = verb;
  }

  @Override
  public Integer call() {
    try (FarmClient farm = common.connect()) {
      PoolLine.print(farm.post("/v1/pools/" + FarmClient.text(pool) + "/" + verb), common.json);
      return Exit.DONE;
    }
  }

  /** Gives nothing out. */
  @Command(
      name = "pause",
      mixinStandardHelpOptions = true,
      description = "Lets a pool take jobs and give none out; what runs goes on.",
      footer = {"", "Example: darkroom pools pause night"})
  static final class Pause extends PoolsSteer {
    Pause() {
      super("pause");
    }
  }

  /** Gives out again. */
  @Command(
      name = "resume",
      mixinStandardHelpOptions = true,
      description = "Lets a paused pool give out jobs again.",
      footer = {"", "Example: darkroom pools resume night"})
  static final class Resume extends PoolsSteer {
    Resume() {
      super("resume");
    }
  }

  /** Takes nothing. */
  @Command(
      name = "cordon",
      mixinStandardHelpOptions = true,
      description = "Lets a pool take no jobs and work off those that it has.",
      footer = {"", "Example: darkroom pools cordon night"})
  static final class Cordon extends PoolsSteer {
    Cordon() {
      super("cordon");
    }
  }

  /** Takes again. */
  @Command(
      name = "uncordon",
      mixinStandardHelpOptions = true,
      description = "Lets a cordoned pool take jobs again.",
      footer = {"", "Example: darkroom pools uncordon night"})
  static final class Uncordon extends PoolsSteer {
    Uncordon() {
      super("uncordon");
    }
  }
}
