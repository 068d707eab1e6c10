package dev.darkroom.deploy.cli.model;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.darkroom.deploy.cli.common.CommandFailure;
import dev.darkroom.deploy.cli.common.Exit;
import dev.darkroom.deploy.cli.common.OutFile;
import dev.darkroom.deploy.cli.common.Printing;
import dev.darkroom.ldm.LoraModules;
import dev.darkroom.lora.Lora;
import dev.darkroom.lora.LoraReader;
import dev.darkroom.lora.LoraTargets;
import dev.darkroom.lora.LoraWriter;
import dev.darkroom.weights.WeightsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Rewrites a LoRA for another tool. */
@Command(
    name = "convert",
    mixinStandardHelpOptions = true,
    description = {
      "Rewrites a LoRA file for another tool, whatever tool wrote it.",
      "Files of kohya's tools do not say where a module's name has dots: --model's own names tell,",
      "or, without it, those of Stable Diffusion 1, 2 and XL."
    },
    footer = {
      "",
      "Example: darkroom lora convert style.safetensors --to diffusers --out lora.safetensors"
    })
final class LoraConvert implements Callable<Integer> {
  @Mixin Printing printing = new Printing();

  @Spec CommandSpec spec = CommandSpec.create();

  @Parameters(paramLabel = "F", description = "The file.")
  Path file = Path.of("");

  @Option(names = "--to", paramLabel = "TOOL", required = true, description = "diffusers or kohya.")
  LoraWriter.Layout to = LoraWriter.Layout.DIFFUSERS;

  @Option(names = "--out", paramLabel = "F", required = true, description = "The file to write.")
  Path out = Path.of("");

  @Option(
      names = "--model",
      paramLabel = "DIR",
      description = "The diffusers folder of the model that it belongs to.")
  @Nullable Path model;

  @Override
  public Integer call() throws IOException {
    OutFile.requireInput(file);
    OutFile.prepare(out, List.of("safetensors"), name());
    Lora lora = LoraReader.read(file);
    LoraTargets targets = targets(lora);
    LoraWriter.write(out, lora, to, targets);
    spec.commandLine().getOut().println(printing.json ? json(lora.in(targets)).toString() : out);
    return Exit.DONE;
  }

  private LoraTargets targets(Lora lora) {
    if (model == null) {
      try {
        return LoraTargets.first(LoraModules.published(), lora);
      } catch (WeightsException e) {
        throw CommandFailure.failed(
            "%s: %s; give its own with --model DIR".formatted(file.getFileName(), e.getMessage()));
      }
    }
    if (!Files.isDirectory(model)) {
      throw CommandFailure.usage("--model " + model + " is no folder: name a diffusers folder");
    }
    return LoraModules.inFolder(model);
  }

  private ObjectNode json(Lora lora) {
    ObjectNode json =
        JsonNodeFactory.instance.objectNode().put("to", name()).put("file", out.toString());
    ObjectNode modules = json.putObject("modules");
    lora.layers().forEach((part, layers) -> modules.put(part.folder(), layers.size()));
    lora.layers().values().stream()
        .flatMap(layers -> layers.values().stream())
        .mapToInt(layer -> layer.rank())
        .distinct()
        .sorted()
        .forEach(rank -> json.withArray("ranks").add(rank));
    return json;
  }

  private String name() {
    return to.name().toLowerCase(Locale.ROOT);
  }
}
