package dev.darkroom.deploy.cli;

import dev.darkroom.deploy.farm.ModelCards;
import dev.darkroom.storage.object.ModelCard;
import dev.darkroom.storage.object.ModelManifest;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Publishes a folder as a model. */
@Command(
    name = "add",
    mixinStandardHelpOptions = true,
    description = {
      "Publishes a diffusers folder as a model, or as its next version. Where the folder has a file",
      "darkroom.json, that says what may be asked of it; else its configuration files do."
    },
    footer = {"", "Example: darkroom models add ./my-model --name my-model"})
final class ModelsAdd implements Callable<Integer> {
  @Mixin ModelStore store = new ModelStore();

  @Spec @Nullable CommandSpec spec;

  @Parameters(paramLabel = "DIR", description = "The model's folder.")
  Path folder = Path.of("");

  @Option(names = "--name", paramLabel = "N", description = "Its name (default: the folder's).")
  @Nullable String name;

  @Override
  public Integer call() {
    ModelCard card = card();
    ModelManifest published = store.with(spec, models -> models.publish(card, folder));
    System.out.println(
        store.json
            ? "{\"id\":\"%s\",\"version\":%d,\"digest\":\"%s\",\"size_bytes\":%d}"
                .formatted(
                    published.card().name(),
                    published.version(),
                    published.digest(),
                    published.sizeBytes())
            : "%s  %d files, %d bytes"
                .formatted(published.ref(), published.files().size(), published.sizeBytes()));
    return Exit.DONE;
  }

  private ModelCard card() {
    try {
      return ModelCards.card(folder, Optional.ofNullable(name));
    } catch (IllegalArgumentException e) {
      throw CommandFailure.usage(String.valueOf(e.getMessage()));
    }
  }
}
