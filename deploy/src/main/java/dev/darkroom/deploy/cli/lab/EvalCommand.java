package dev.darkroom.deploy.cli.lab;

import dev.darkroom.deploy.cli.common.CommandFailure;
import dev.darkroom.deploy.cli.common.Common;
import dev.darkroom.house.HouseModel;
import dev.darkroom.house.ShapesClip;
import dev.darkroom.house.ShapesLdm;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Scores a house model, or measures the pictures of a folder. */
@Command(
    name = "eval",
    mixinStandardHelpOptions = true,
    subcommands = EvalBias.class,
    description = {
      "Scores a house model on held-out scenes, or measures the pictures of a folder.",
      "shapes-ldm: the share of captions' attributes that its pictures show, as the judge reads"
          + " them, beside its ceilings.",
      "shapes-clip: how often it finds a picture's caption among those that differ in one"
          + " attribute."
    },
    footer = {
      "",
      "Example: darkroom eval shapes-ldm --pictures 100 --sheet sheet.png",
      "         darkroom eval shapes-ldm --teach concepts --seeds 1 --sheet words.png",
      "         darkroom eval --metrics clip_fd,kid --of drawn --against real"
    })
public final class EvalCommand implements Callable<Integer> {
  @Mixin Common common = new Common();

  @Parameters(
      arity = "0..1",
      paramLabel = "HOUSE-MODEL",
      description = "shapes-ldm or shapes-clip; none with --metrics.")
  @Nullable String name;

  @Option(
      names = "--folder",
      paramLabel = "DIR",
      description = "The house model's folder (default: the one that this checkout ships).")
  @Nullable Path folder;

  @Option(names = "--pictures", paramLabel = "N", description = "Default: ${DEFAULT-VALUE}.")
  int pictures = 400;

  @ArgGroup(validate = false, heading = "%nOf shapes-ldm:%n")
  EvalLdm ldm = new EvalLdm();

  @ArgGroup(validate = false, heading = "%nTeaching shapes-ldm:%n")
  EvalTeaching teaching = new EvalTeaching();

  @ArgGroup(validate = false, heading = "%nOf the pictures of a folder:%n")
  EvalMetrics metrics = new EvalMetrics();

  @Override
  public Integer call() throws IOException {
    if (name == null) {
      if (!metrics.isAsked()) {
        throw CommandFailure.usage("name a house model, or what to measure with --metrics");
      }
      return metrics.run(common.json);
    }
    if (metrics.isAsked()) {
      throw CommandFailure.usage("--metrics measures a folder: leave '" + name + "' out");
    }
    HouseModel model = HouseModels.named(name);
    Path at = folder != null ? folder : HouseModels.shipped(model);
    if (teaching.study != null && !(model instanceof ShapesLdm)) {
      throw CommandFailure.usage("--teach is for shapes-ldm: " + name + " learns no words");
    }
    return switch (model) {
      case ShapesLdm _ when teaching.study != null ->
          teaching.run(teaching.study, at, Optional.ofNullable(ldm.sheet), common.json);
      case ShapesLdm _ -> ldm.run(name, at, pictures, common.json);
      case ShapesClip _ -> EvalClip.run(name, at, pictures, common.json);
    };
  }
}
