package dev.darkroom.deploy.cli.job;

import dev.darkroom.client.FarmClient;
import dev.darkroom.client.Job;
import dev.darkroom.deploy.cli.common.Common;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Teaches a model a word from a folder's pictures. */
@Command(
    name = "invert",
    mixinStandardHelpOptions = true,
    description = {
      "Teaches a model a word from a folder's pictures; the word then stands in prompts.",
      "A .txt file beside each picture may say what it shows, {} standing for the word."
    },
    footer = {
      "",
      "Example: darkroom invert ./suns --model shapes-ldm --token '<sun>' --initializer circle"
    })
public final class InvertCommand implements Callable<Integer> {
  @Mixin Common common = new Common();

  @Mixin TrainingOptions training = new TrainingOptions();

  @Parameters(paramLabel = "DIR", description = "The folder with 1 to 100 pictures.")
  Path folder = Path.of("");

  @Option(names = "--model", paramLabel = "M", required = true, description = "The model.")
  String model = "";

  @Option(names = "--token", paramLabel = "T", required = true, description = "The word: <name>.")
  String token = "";

  @Option(
      names = "--initializer",
      paramLabel = "W",
      required = true,
      description = "A word of the model's that it starts from.")
  String initializer = "";

  @Option(
      names = "--property",
      paramLabel = "P",
      description =
          "object, style, captions or bare (default: captions where each picture has one).")
  @Nullable String property;

  @Option(
      names = "--method",
      paramLabel = "M",
      description =
          "textual_inversion; bipartite, which then finds each picture's noise under the word; or"
              + " pivotal, which then trains a LoRA around the word, called as it is.")
  @Nullable String method;

  @Option(names = "--vectors", paramLabel = "N", description = "How many vectors it has.")
  @Nullable Integer vectors;

  @Option(
      names = "--early-stop",
      paramLabel = "N",
      description = "End after N savings without better scores.")
  @Nullable Integer earlyStop;

  @Option(
      names = "--tuning-steps",
      paramLabel = "N",
      description = "Of pivotal: steps of the LoRA.")
  @Nullable Integer tuningSteps;

  @Option(names = "--rank", paramLabel = "N", description = "Of pivotal: rank of the LoRA.")
  @Nullable Integer rank;

  @Override
  public Integer call() throws IOException, InterruptedException {
    PictureFolder pictures = PictureFolder.of(folder);
    try (FarmClient farm = common.connect()) {
      List<String> ids = pictures.upload(farm);
      Job job = farm.submit(body(pictures, ids).fields(), Optional.empty());
      return training.follow(farm, job, common.json, this::learned);
    }
  }

  private String learned() {
    return "learned %s: use it with darkroom generate \"a photo of %s\"%s"
        .formatted(token, token, isPivotal() ? " --lora " + name() : "");
  }

  private boolean isPivotal() {
    return "pivotal".equals(method);
  }

  /** The word without its brackets. */
  private String name() {
    boolean bracketed = token.startsWith("<") && token.endsWith(">");
    return (bracketed ? token.substring(1, token.length() - 1) : token).toLowerCase(Locale.ROOT);
  }

  private JobBody body(PictureFolder pictures, List<String> ids) {
    boolean captions = "captions".equals(property) || (property == null && pictures.captioned());
    return training
        .on(new JobBody("inversion", model))
        .put("method", method)
        .put("images", ids)
        .put("placeholder_token", token)
        .put("initializer_token", initializer)
        .put("captions", captions ? pictures.captions() : null)
        .put("learnable_property", captions ? "captions" : property)
        .put("num_vectors", vectors)
        .put("early_stop_patience", earlyStop)
        .put("tuning_steps", tuningSteps)
        .put("rank", rank);
  }
}
