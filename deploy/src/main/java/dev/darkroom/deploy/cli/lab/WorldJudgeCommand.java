package dev.darkroom.deploy.cli.lab;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.darkroom.deploy.cli.common.CommandFailure;
import dev.darkroom.deploy.cli.common.Exit;
import dev.darkroom.deploy.cli.common.Printing;
import dev.darkroom.image.ImageException;
import dev.darkroom.image.ImageLimits;
import dev.darkroom.image.Png;
import dev.darkroom.image.Rgb;
import dev.darkroom.world.Attribute;
import dev.darkroom.world.WorldPainter;
import dev.darkroom.world.judge.Judge;
import dev.darkroom.world.judge.Reading;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Reads every attribute of pictures back from their pixels. */
@Command(
    name = "judge",
    mixinStandardHelpOptions = true,
    description = "Says what 64x64 PNGs show, and how sure that is.",
    footer = {"", "Example: darkroom world judge circle.png"})
final class WorldJudgeCommand implements Callable<Integer> {
  private static final ImageLimits LIMITS = new ImageLimits(1 << 20, 4096, 1 << 20);

  @Mixin Printing printing = new Printing();

  @Spec CommandSpec spec = CommandSpec.create();

  @Parameters(paramLabel = "F", arity = "1..*", description = "The pictures.")
  List<Path> files = List.of();

  @Override
  public Integer call() throws IOException {
    for (Path file : files) {
      Reading reading = Judge.read(pixels(file));
      spec.commandLine()
          .getOut()
          .println(printing.json ? json(file, reading).toString() : table(file, reading));
    }
    return Exit.DONE;
  }

  /** The file's 4096 pixels, 0xRRGGBB, row by row. */
  private static int[] pixels(Path file) throws IOException {
    Rgb picture = picture(file);
    if (picture.width() != WorldPainter.SIDE || picture.height() != WorldPainter.SIDE) {
      throw CommandFailure.failed(
          "%s is %dx%d: the judge reads pictures of 64x64"
              .formatted(file, picture.width(), picture.height()));
    }
    return WorldPainter.pixels(picture.toBufferedImage());
  }

  private static Rgb picture(Path file) throws IOException {
    try (var in = Files.newInputStream(file)) {
      return Png.decode(in.readNBytes(LIMITS.maxBytes() + 1), LIMITS);
    } catch (NoSuchFileException _) {
      throw CommandFailure.usage(file + " does not exist: name a PNG of 64x64");
    } catch (ImageException e) {
      throw CommandFailure.failed(file + ": " + e.getMessage());
    }
  }

  private static ObjectNode json(Path file, Reading reading) {
    ObjectNode json = JsonNodeFactory.instance.objectNode().put("file", file.toString());
    ObjectNode confidence = JsonNodeFactory.instance.objectNode();
    for (Attribute attribute : Attribute.values()) {
      json.put(attribute.words(), reading.scene().get(attribute).words());
      confidence.put(attribute.words(), confidence(reading, attribute));
    }
    json.put("explained", reading.explained());
    json.set("confidence", confidence);
    return json;
  }

  private static String table(Path file, Reading reading) {
    var table = new StringBuilder();
    table.append(
        String.format(Locale.ROOT, "%s (%.0f%% explained)", file, percent(reading.explained())));
    for (Attribute attribute : Attribute.values()) {
      table.append(
          String.format(
              Locale.ROOT,
              "%n  %-11s %-13s %3.0f%%",
              attribute.words(),
              reading.scene().get(attribute).words(),
              percent(confidence(reading, attribute))));
    }
    return table.toString();
  }

  private static double confidence(Reading reading, Attribute attribute) {
    return Objects.requireNonNull(reading.confidence().get(attribute));
  }

  private static double percent(double share) {
    return 100 * share;
  }
}
