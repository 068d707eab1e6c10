package dev.darkroom.deploy.cli.job;

import dev.darkroom.deploy.cli.common.CommandFailure;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How a fine-tune goes; what is left out is the farm's default. */
final class TuningOptions {
  private static final String FULL = "full";
  private static final List<String> METHODS = List.of("lora", "dreambooth", FULL);

  @Option(
      names = "--method",
      paramLabel = "W",
      description = "lora, dreambooth or full (default: lora).")
  String method = "lora";

  @Option(names = "--tune", paramLabel = "W", description = "What dreambooth trains: lora or full.")
  @Nullable String tune;

  @Option(names = "--rank", paramLabel = "N", description = "Rank of a LoRA.")
  @Nullable Integer rank;

  @Option(names = "--alpha", paramLabel = "A", description = "A LoRA counts alpha/rank times.")
  @Nullable Double alpha;

  @Option(names = "--dropout", paramLabel = "P", description = "Of a LoRA, 0 to 1.")
  @Nullable Double dropout;

  @Option(
      names = "--targets",
      paramLabel = "W",
      split = ",",
      description = "attention, feed_forward, convolutions: the layers a LoRA stands beside.")
  @Nullable List<String> targets;

  @Option(names = "--train-text-encoder", description = "The text encoder learns, too.")
  @Nullable Boolean trainText;

  @Option(
      names = "--instance-prompt",
      paramLabel = "P",
      description = "Names dreambooth's subject: 'a photo of sks dog'.")
  @Nullable String instancePrompt;

  @Option(
      names = "--class-prompt",
      paramLabel = "P",
      description = "Names its class: 'a photo of a dog'; keeps what the model knows of it.")
  @Nullable String classPrompt;

  @Option(
      names = "--class-images",
      paramLabel = "DIR",
      description = "Pictures of the class; the model draws what is missing.")
  @Nullable Path classImages;

  @Option(names = "--num-class-images", paramLabel = "N", description = "How many there shall be.")
  @Nullable Integer numClassImages;

  @Option(names = "--prior-loss-weight", paramLabel = "W", description = "Weight of their loss.")
  @Nullable Double priorWeight;

  @Option(names = "--ema-decay", paramLabel = "D", description = "Of full's running mean.")
  @Nullable Double emaDecay;

  @Option(names = "--snr-gamma", paramLabel = "G", description = "Min-SNR weighting, mostly 5.")
  @Nullable Double snrGamma;

  @Option(names = "--noise-offset", paramLabel = "S", description = "0 to 1.")
  @Nullable Double noiseOffset;

  @Option(names = "--resolution", paramLabel = "N", description = "Pixels of a square's side.")
  @Nullable Integer resolution;

  @Option(names = "--square", description = "Cut every picture to a square.")
  boolean square;

  @Option(names = "--flip", description = "Mirror pictures now and then.")
  @Nullable Boolean flip;

  @Option(
      names = "--word",
      paramLabel = "<T>",
      description = "A learned word that the captions of a zip file or an s3: folder use.")
  @Nullable List<String> words;

  @Option(
      names = "--precision",
      paramLabel = "W",
      description = "no, bf16 or fp16: what is not trained computes so.")
  @Nullable String precision;

  @Option(names = "--gradient-checkpointing", description = "Less memory, more time.")
  @Nullable Boolean gradientCheckpointing;

  /** Refuses a method that is none, before any picture is read. */
  void check() {
    if (!METHODS.contains(method.toLowerCase(Locale.ROOT))) {
      throw CommandFailure.usage(
          "--method " + method + " is not known: use one of " + String.join(", ", METHODS));
    }
  }

  boolean buckets() {
    return !square;
  }

  /** Whether a LoRA comes of it, and no whole model. */
  boolean makesLora() {
    return !method.equals(FULL) && !FULL.equals(tune);
  }

  JobBody on(JobBody body) {
    return body.put("method", method)
        .put("tune", tune)
        .put("rank", rank)
        .put("lora_alpha", alpha)
        .put("lora_dropout", dropout)
        .put("target_modules", targets)
        .put("train_text_encoder", trainText)
        .put("instance_prompt", instancePrompt)
        .put("class_prompt", classPrompt)
        .put("num_class_images", numClassImages)
        .put("prior_loss_weight", priorWeight)
        .put("ema_decay", emaDecay)
        .put("snr_gamma", snrGamma)
        .put("noise_offset", noiseOffset)
        .put("resolution", resolution)
        .put("buckets", square ? false : null)
        .put("random_flip", flip)
        .put("words", words)
        .put("mixed_precision", precision)
        .put("gradient_checkpointing", gradientCheckpointing);
  }
}
