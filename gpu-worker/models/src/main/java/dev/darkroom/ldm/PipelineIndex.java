package dev.darkroom.ldm;

import dev.darkroom.config.ConfigFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a folder's {@code model_index.json} says.
 *
 * @param large whether it is SDXL's pipeline, of two text encoders
 * @param silentNegative whether an empty negative prompt is all zeros
 */
record PipelineIndex(boolean large, boolean silentNegative) {
  private static final Set<String> SMALL =
      new TreeSet<>(List.of("StableDiffusionPipeline", "StableDiffusionInpaintPipeline"));
  private static final Set<String> LARGE =
      new TreeSet<>(List.of("StableDiffusionXLPipeline", "StableDiffusionXLInpaintPipeline"));

  static PipelineIndex read(Path file) {
    ConfigFile index = ConfigFile.read(file);
    String pipeline = index.text("_class_name").orElse("missing");
    boolean large = LARGE.contains(pipeline);
    if (!large && !SMALL.contains(pipeline)) {
      throw index.refusal(
          "_class_name", String.join(", ", SMALL) + ", " + String.join(" or ", LARGE));
    }
    requirePart(index, "unet", "UNet2DConditionModel");
    requirePart(index, "vae", "AutoencoderKL");
    requirePart(index, "text_encoder", "CLIPTextModel");
    requirePart(index, "tokenizer", "CLIPTokenizer", "CLIPTokenizerFast");
    requirePart(index, "scheduler"); // its own file says which
    requireAbsent(index, "image_encoder");
    // They judge a finished picture and never change how it is drawn.
    index.ignore("safety_checker", "feature_extractor", "requires_safety_checker");
    boolean silentNegative = false;
    if (large) {
      requirePart(index, "text_encoder_2", "CLIPTextModelWithProjection");
      requirePart(index, "tokenizer_2", "CLIPTokenizer", "CLIPTokenizerFast");
      index.require("requires_aesthetics_score", false);
      index.ignore("add_watermarker"); // it marks finished pictures
      silentNegative = index.flag("force_zeros_for_empty_prompt", true);
    }
    index.finish();
    return new PipelineIndex(large, silentNegative);
  }

  /** A part is a pair of the library and the class that read it. */
  private static void requirePart(ConfigFile index, String part, String... classes) {
    String found = index.value(part).map(pair -> pair.path(1).asText("")).orElse("");
    if (found.isEmpty() || (classes.length > 0 && !List.of(classes).contains(found))) {
      throw index.refusal(
          part, classes.length == 0 ? "a library and a class" : String.join(" or ", classes));
    }
  }

  private static void requireAbsent(ConfigFile index, String part) {
    if (index.value(part).map(pair -> pair.path(1)).filter(c -> !c.isNull()).isPresent()) {
      throw index.refusal(part, "[null, null]");
    }
  }
}
