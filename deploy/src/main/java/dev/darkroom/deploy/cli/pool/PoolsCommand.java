package dev.darkroom.deploy.cli.pool;

import dev.darkroom.deploy.cli.common.Calls;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Pools. */
@Command(
    name = "pools",
    mixinStandardHelpOptions = true,
    description = "Lists pools; creates, changes and steers them.",
    subcommands = {
      PoolsList.class,
      PoolsShow.class,
      PoolsScale.class,
      PoolsCreate.class,
      PoolsChange.class,
      PoolsSteer.Pause.class,
      PoolsSteer.Resume.class,
      PoolsSteer.Cordon.class,
      PoolsSteer.Uncordon.class,
      PoolsDelete.class
    },
    footer = {"", "Example: darkroom pools cordon night"})
public final class PoolsCommand implements Callable<Integer> {
  @Spec @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    throw new CommandLine.ParameterException(
        Calls.of(spec).commandLine(),
        "pools what? Use list, show, scale, create, change, pause, resume, cordon, uncordon or"
            + " delete");
  }
}
