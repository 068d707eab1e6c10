package dev.darkroom.deploy.cli.lab;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.darkroom.deploy.cli.common.CommandFailure;
import dev.darkroom.deploy.cli.common.Exit;
import dev.darkroom.deploy.cli.common.Printing;
import dev.darkroom.image.Png;
import dev.darkroom.image.Rgb;
import dev.darkroom.world.Attribute;
import dev.darkroom.world.CaptionParser;
import dev.darkroom.world.Scene;
import dev.darkroom.world.SeedStream;
import dev.darkroom.world.WorldPainter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Draws what a caption says; what it leaves free is drawn from the seed. */
@Command(
    name = "draw",
    mixinStandardHelpOptions = true,
    description = "Draws a caption of the house world as a 64x64 PNG.",
    footer = {
      "",
      "Example: darkroom world draw a large red circle on a blue background --seed 7 --out circle.png"
    })
final class WorldDrawCommand implements Callable<Integer> {
  @Mixin Printing printing = new Printing();

  @Spec CommandSpec spec = CommandSpec.create();

  @Parameters(paramLabel = "CAPTION", arity = "1..*", description = "What the picture shows.")
  List<String> caption = List.of();

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Decides what the caption leaves free (default: ${DEFAULT-VALUE}).")
  long seed = 0;

  @Option(names = "--out", paramLabel = "F", required = true, description = "The file to write.")
  Path out = Path.of("");

  @Override
  public Integer call() throws IOException {
    String said = String.join(" ", caption);
    Scene scene = CaptionParser.parse(said).complete(new SeedStream(seed));
    write(Png.encode(Rgb.of(WorldPainter.draw(scene, seed))));
    spec.commandLine()
        .getOut()
        .println(printing.json ? json(said, scene).toString() : out.toString());
    return Exit.DONE;
  }

  private void write(byte[] png) throws IOException {
    if (Files.isDirectory(out)) {
      throw CommandFailure.usage("--out " + out + " is a folder: name a file");
    }
    Path folder = out.toAbsolutePath().getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    Files.write(out, png);
  }

  private ObjectNode json(String said, Scene scene) {
    ObjectNode json =
        JsonNodeFactory.instance
            .objectNode()
            .put("file", out.toString())
            .put("caption", said)
            .put("seed", seed);
    for (Attribute attribute : Attribute.values()) {
      json.put(attribute.words(), scene.get(attribute).words());
    }
    return json;
  }
}
