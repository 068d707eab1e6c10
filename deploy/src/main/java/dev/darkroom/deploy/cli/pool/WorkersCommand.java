package dev.darkroom.deploy.cli.pool;

import dev.darkroom.deploy.cli.common.Calls;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Workers. */
@Command(
    name = "workers",
    mixinStandardHelpOptions = true,
    description = "Lists workers; drains, stops and locks them.",
    subcommands = {
      WorkersList.class,
      WorkersShow.class,
      WorkersSteer.Drain.class,
      WorkersSteer.Stop.class,
      WorkersSteer.Lock.class,
      WorkersSteer.Unlock.class
    },
    footer = {"", "Example: darkroom workers drain worker-1"})
public final class WorkersCommand implements Callable<Integer> {
  @Spec @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    throw new CommandLine.ParameterException(
        Calls.of(spec).commandLine(), "workers what? Use list, show, drain, stop, lock or unlock");
  }
}
