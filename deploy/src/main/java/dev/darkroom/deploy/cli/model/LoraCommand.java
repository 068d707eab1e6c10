package dev.darkroom.deploy.cli.model;

import dev.darkroom.deploy.cli.common.Calls;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Low-rank adaptations. */
@Command(
    name = "lora",
    mixinStandardHelpOptions = true,
    description = "Works with LoRA files.",
    subcommands = LoraConvert.class,
    footer = {
      "",
      "Example: darkroom lora convert style.safetensors --to kohya --out kohya.safetensors"
    })
public final class LoraCommand implements Callable<Integer> {
  @Spec @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    throw new CommandLine.ParameterException(
        Calls.of(spec).commandLine(), "lora what? Use convert");
  }
}
