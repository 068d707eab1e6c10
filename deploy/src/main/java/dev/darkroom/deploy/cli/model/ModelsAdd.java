package dev.darkroom.deploy.cli.model;

import dev.darkroom.deploy.cli.common.CommandFailure;
import dev.darkroom.deploy.cli.common.Exit;
import dev.darkroom.deploy.farm.LoraCards;
import dev.darkroom.deploy.farm.ModelCards;
import dev.darkroom.ldm.single.Kind;
import dev.darkroom.ldm.single.SingleFile;
import dev.darkroom.storage.object.ModelCard;
import dev.darkroom.storage.object.ModelManifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Publishes a folder as a model, or a LoRA. */
@Command(
    name = "add",
    mixinStandardHelpOptions = true,
    description = {
      "Publishes a diffusers folder as a model, or as its next version. Where the folder has a"
          + " file",
      "darkroom.json, that says what may be asked of it; else its configuration files do.",
      "A single file of Stable Diffusion 1, 2 or XL (.safetensors, .ckpt) is unpacked first: it"
          + " lacks a",
      "tokenizer and does not say what it predicts, so both are asked for. One of the first latent",
      "diffusion model's predicts noise, and its vocab.txt may lie beside it.",
      "A LoRA's file, or PEFT's or diffusers' folder with one, becomes a LoRA that jobs may name."
    },
    footer = {
      "",
      "Example: darkroom models add ./my-model --name my-model",
      "Example: darkroom models add ink.safetensors"
    })
final class ModelsAdd implements Callable<Integer> {
  @Mixin ModelStore store = new ModelStore();

  @Spec @Nullable CommandSpec spec;

  @Parameters(paramLabel = "DIR", description = "The model's folder or single file, or a LoRA's.")
  Path given = Path.of("");

  @Option(names = "--name", paramLabel = "N", description = "Its name (default: the folder's).")
  @Nullable String name;

  @Option(
      names = "--tokenizer",
      paramLabel = "DIR",
      description = {
        "With a single file: the tokenizer's folder of a model of the same kind;",
        "for SDXL the model's own folder, with tokenizer and tokenizer_2."
      })
  @Nullable Path tokenizer;

  @Option(
      names = "--predicts",
      paramLabel = "WHAT",
      description = "With a single file: epsilon, or v_prediction (Stable Diffusion 2 for 768).")
  Kind.@Nullable Predicts predicts;

  @Override
  public Integer call() throws IOException {
    Optional<Path> lora = LoraCards.file(given);
    if (lora.isPresent()) {
      return publishLora(lora.get());
    }
    try (ModelFolder folder = folder()) {
      Path path = folder.path();
      return publish(checked(() -> ModelCards.card(path, Optional.ofNullable(name))), path);
    }
  }

  /** A folder's file is called as in any other folder: there the folder's own name tells more. */
  private int publishLora(Path file) throws IOException {
    String called =
        name == null && !file.equals(given)
            ? String.valueOf(given.toAbsolutePath().normalize().getFileName())
            : name;
    ModelCard card = checked(() -> LoraCards.card(file, Optional.ofNullable(called)));
    try (ModelFolder folder = ModelFolder.ofLora(file)) {
      return publish(card, folder.path());
    }
  }

  private ModelFolder folder() throws IOException {
    if (!Files.isRegularFile(given)) {
      return ModelFolder.given(given);
    }
    SingleFile file = SingleFile.open(given);
    if (file.isFirst()) {
      Path beside = given.toAbsolutePath().getParent();
      return ModelFolder.unpacked(
          given,
          file,
          tokenizer == null ? Objects.requireNonNull(beside) : tokenizer,
          Kind.Predicts.EPSILON);
    }
    if (tokenizer == null || predicts == null) {
      throw CommandFailure.usage(
          given
              + " is a single file: say --tokenizer DIR and --predicts epsilon or v_prediction,"
              + " which are not in it");
    }
    return ModelFolder.unpacked(given, file, tokenizer, predicts);
  }

  private int publish(ModelCard card, Path folder) {
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

  private static ModelCard checked(Supplier<ModelCard> card) {
    try {
      return card.get();
    } catch (IllegalArgumentException e) {
      throw CommandFailure.usage(String.valueOf(e.getMessage()));
    }
  }
}
