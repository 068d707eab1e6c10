package dev.darkroom.deploy.cli.model;

import dev.darkroom.deploy.cli.common.CommandFailure;
import dev.darkroom.deploy.cli.common.Exit;
import dev.darkroom.job.id.ModelRef;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Removes a model, or one version of it. */
@Command(
    name = "remove",
    mixinStandardHelpOptions = true,
    description = "Removes a model, or one version of it. Running jobs that hold it go on.",
    footer = {"", "Example: darkroom models remove my-model@1"})
final class ModelsRemove implements Callable<Integer> {
  @Mixin ModelStore store = new ModelStore();

  @Spec @Nullable CommandSpec spec;

  @Parameters(paramLabel = "MODEL", description = "Its name, or name@version.")
  String model = "";

  @Override
  public Integer call() {
    ModelRef ref = ref();
    var _ =
        store.with(
            spec,
            models -> {
              models.remove(ref);
              return ref;
            });
    if (!store.json) {
      System.out.println("removed " + ref);
    } else {
      System.out.println("{\"id\":\"" + ref.name() + "\",\"deleted\":true}");
    }
    return Exit.DONE;
  }

  private ModelRef ref() {
    try {
      return ModelRef.parse(model);
    } catch (IllegalArgumentException e) {
      throw CommandFailure.usage(String.valueOf(e.getMessage()));
    }
  }
}
