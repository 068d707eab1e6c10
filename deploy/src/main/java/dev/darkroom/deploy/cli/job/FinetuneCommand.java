package dev.darkroom.deploy.cli.job;

import dev.darkroom.client.FarmClient;
import dev.darkroom.client.Job;
import dev.darkroom.deploy.cli.common.CommandFailure;
import dev.darkroom.deploy.cli.common.Common;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Teaches a model pictures with captions. */
@Command(
    name = "finetune",
    mixinStandardHelpOptions = true,
    description = {
      "Teaches a model pictures with captions: a LoRA, a subject (DreamBooth), or every weight.",
      "Captions are .txt files beside the pictures, metadata.jsonl or dataset.json. The pictures are",
      "looked at first: nothing is queued while anything is wrong with them."
    },
    footer = {
      "",
      "Example: darkroom finetune ./ink --model shapes-ldm --method lora --name ink --wait",
      "Example: darkroom finetune ./ink --model shapes-ldm --preview sheet.png"
    })
public final class FinetuneCommand implements Callable<Integer> {
  @Mixin Common common = new Common();

  @Mixin TuningOptions options = new TuningOptions();

  @Mixin TrainingOptions training = new TrainingOptions();

  @Parameters(
      paramLabel = "DIR|ZIP|s3:FOLDER",
      description =
          "A folder, a zip file, or what lies in the farm's bucket below t/TENANT/datasets/FOLDER.")
  String source = "";

  @Option(names = "--model", paramLabel = "M", required = true, description = "The model.")
  String model = "";

  @Option(
      names = "--name",
      paramLabel = "N",
      description = "What the LoRA or the model is called (default: as the pictures' folder).")
  @Nullable String name;

  @Option(
      names = "--preview",
      paramLabel = "FILE.png",
      description = "Show what the model would see, and queue nothing.")
  @Nullable Path preview;

  @Option(
      names = "--tokenizer",
      paramLabel = "DIR",
      description = "The model's tokenizer, to count the captions' tokens here, too.")
  @Nullable Path tokenizer;

  @Override
  public Integer call() throws IOException, InterruptedException {
    options.check();
    try (FarmClient farm = common.connect()) {
      JobBody body = training.on(options.on(new JobBody("fine_tune", model)));
      if (!source.startsWith("s3:")) {
        try (TuningPictures pictures =
            TuningPictures.open(
                Path.of(source), farm.get("/v1/models/" + FarmClient.text(model)))) {
          pictures.inspect(
              options.buckets(), options.resolution, tokenizer, options.instancePrompt);
          if (preview != null) {
            return pictures.preview(preview, common.json);
          }
          pictures.check();
          pictures.upload(farm, body.put("output_name", named(Path.of(source))));
        }
      } else if (preview != null) {
        throw CommandFailure.usage("--preview looks at pictures here: name a folder or a zip file");
      } else {
        body.put("output_name", named(Path.of(source.substring("s3:".length()))))
            .put("dataset", source);
      }
      Job job = farm.submit(withClass(farm, body).fields(), Optional.empty());
      return training.follow(farm, job, common.json, this::made);
    }
  }

  private JobBody withClass(FarmClient farm, JobBody body) throws IOException {
    if (options.classImages != null) {
      List<String> ids = PictureFolder.of(options.classImages).upload(farm);
      body.put("class_images", ids);
    }
    return body;
  }

  /** The name given, else the folder's or the file's. */
  private String named(Path path) {
    if (name != null) {
      return name;
    }
    String last = String.valueOf(path.toAbsolutePath().normalize().getFileName());
    return last.endsWith(".zip") ? last.substring(0, last.length() - ".zip".length()) : last;
  }

  private String made() {
    String made = named(Path.of(source.replaceFirst("^s3:", "")));
    return options.makesLora()
        ? "made the LoRA %s: use it with darkroom generate PROMPT --model %s --lora %s"
            .formatted(made, model, made)
        : "made the model %s: use it with darkroom generate PROMPT --model %s"
            .formatted(made, made);
  }
}
