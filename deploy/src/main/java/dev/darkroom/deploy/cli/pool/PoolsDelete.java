package dev.darkroom.deploy.cli.pool;

import dev.darkroom.client.FarmClient;
import dev.darkroom.deploy.cli.common.Common;
import dev.darkroom.deploy.cli.common.Exit;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Lets a pool go. */
@Command(
    name = "delete",
    mixinStandardHelpOptions = true,
    description =
        "Deletes a pool: what runs ends, what waits is moved or canceled, its workers leave.",
    footer = {"", "Example: darkroom pools delete night --move-to default"})
final class PoolsDelete implements Callable<Integer> {
  @Mixin Common common = new Common();

  @Parameters(paramLabel = "POOL", description = "Its name.")
  String pool = "";

  @ArgGroup(exclusive = true, multiplicity = "1")
  Jobs jobs = new Jobs();

  /** What becomes of the jobs that wait. */
  static final class Jobs {
    @Option(
        names = "--move-to",
        paramLabel = "POOL",
        description = "Moves the jobs that wait there.")
    @Nullable String moveTo;

    @Option(names = "--refuse", description = "Cancels the jobs that wait (pool_deleted).")
    boolean refuse;
  }

  @Override
  public Integer call() {
    String jobs =
        this.jobs.moveTo == null
            ? "jobs=refuse"
            : "jobs=move&to=" + FarmClient.text(this.jobs.moveTo);
    try (FarmClient farm = common.connect()) {
      PoolLine.print(farm.delete("/v1/pools/" + FarmClient.text(pool) + "?" + jobs), common.json);
      return Exit.DONE;
    }
  }
}
