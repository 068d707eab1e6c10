package dev.darkroom.deploy.cli.pool;

import dev.darkroom.client.FarmClient;
import dev.darkroom.deploy.cli.common.Common;
import dev.darkroom.deploy.cli.common.Exit;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Lets a worker leave, or take no work, or again: prints how it stands then. */
abstract sealed class WorkersSteer implements Callable<Integer> {
  private final String verb;

  @Mixin Common common = new Common();

  @Parameters(paramLabel = "WORKER", description = "Its name.")
  String worker = "";

  private WorkersSteer(String verb) {
    this.verb = verb;
  }

  @Override
  public Integer call() {
    try (FarmClient farm = common.connect()) {
      WorkerLine.print(
          farm.post("/v1/workers/" + FarmClient.text(worker) + "/" + verb), common.json);
      return Exit.DONE;
    }
  }

  /** Finishes, then leaves. */
  @Command(
      name = "drain",
      mixinStandardHelpOptions = true,
      description = "Lets a worker finish what it runs, take nothing more, and leave.",
      footer = {"", "Example: darkroom workers drain worker-1"})
  static final class Drain extends WorkersSteer {
    Drain() {
      super("drain");
    }
  }

  /** Leaves at once. */
  @Command(
      name = "stop",
      mixinStandardHelpOptions = true,
      description =
          "Lets a worker save a checkpoint, give back what it runs, and leave; its job goes on"
              + " elsewhere.",
      footer = {"", "Example: darkroom workers stop worker-1"})
  static final class Stop extends WorkersSteer {
    Stop() {
      super("stop");
    }
  }

  /** Takes nothing more. */
  @Command(
      name = "lock",
      mixinStandardHelpOptions = true,
      description = "Gives a worker no new work; it stays, and finishes what it runs.",
      footer = {"", "Example: darkroom workers lock worker-1"})
  static final class Lock extends WorkersSteer {
    Lock() {
      super("lock");
    }
  }

  /** Takes again. */
  @Command(
      name = "unlock",
      mixinStandardHelpOptions = true,
      description = "Gives a locked worker work again.",
      footer = {"", "Example: darkroom workers unlock worker-1"})
  static final class Unlock extends WorkersSteer {
    Unlock() {
      super("unlock");
    }
  }
}
