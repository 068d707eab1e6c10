package dev.darkroom.deploy.cli.model;

import dev.darkroom.deploy.cli.common.Calls;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Learned words. */
@Command(
    name = "embeddings",
    mixinStandardHelpOptions = true,
    description = "Works with learned words and their files.",
    subcommands = {
      EmbeddingsList.class,
      EmbeddingsShow.class,
      EmbeddingsChange.Versions.class,
      EmbeddingsChange.Describe.class,
      EmbeddingsChange.Remove.class,
      EmbeddingsImport.class,
      EmbeddingsExport.class,
      EmbeddingsConvert.class
    },
    footer = {
      "",
      "Example: darkroom embeddings convert cat.pt --to diffusers --out cat.safetensors"
    })
public final class EmbeddingsCommand implements Callable<Integer> {
  @Spec @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    throw new CommandLine.ParameterException(
        Calls.of(spec).commandLine(),
        "embeddings what? Use list, show, versions, describe, remove, import, export or convert");
  }
}
