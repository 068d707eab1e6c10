package dev.darkroom.deploy.cli.model;

import dev.darkroom.deploy.cli.common.Calls;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The farm's models. */
@Command(
    name = "models",
    mixinStandardHelpOptions = true,
    description = "Lists, shows, adds and removes the farm's models.",
    subcommands = {ModelsList.class, ModelsShow.class, ModelsAdd.class, ModelsRemove.class},
    footer = {"", "Example: darkroom models add ./my-model --name my-model"})
public final class ModelsCommand implements Callable<Integer> {
  @Spec @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    throw new CommandLine.ParameterException(
        Calls.of(spec).commandLine(), "models what? Use list, show, add or remove");
  }
}
