package dev.darkroom.ldm;

import dev.darkroom.config.ConfigFile;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What a folder's {@code model_index.json} says.
 *
 * @param silentNegative whether an empty negative prompt is all zeros
 */
record PipelineIndex(Layout layout, boolean silentNegative) {
  /** The published pipelines, by the parts that they are made of. */
  enum Layout {
    /** Stable Diffusion 1 and 2. */
    SMALL,
    /** SDXL, of two text encoders. */
    LARGE,
    /** The first latent diffusion model, with its own text transformer. */
    FIRST;

    /** The classes that diffusers reads it with. */
    List<String> pipelines() {
      return switch (this) {
        case SMALL -> List.of("StableDiffusionPipeline", "StableDiffusionInpaintPipeline");
        case LARGE -> List.of("StableDiffusionXLPipeline", "StableDiffusionXLInpaintPipeline");
        case FIRST -> List.of("LDMTextToImagePipeline");
      };
    }

    /** The folder of the autoencoder. */
    String autoencoder() {
      return switch (this) {
        case SMALL, LARGE -> "vae";
        case FIRST -> "vqvae";
      };
    }
  }

  static PipelineIndex read(Path file) {
    ConfigFile index = ConfigFile.read(file);
    Layout layout = layout(index);
    requirePart(index, "unet", "UNet2DConditionModel");
    requirePart(index, layout.autoencoder(), "AutoencoderKL");
    requirePart(index, "scheduler"); // its own file says which
    boolean silentNegative =
        switch (layout) {
          case SMALL -> {
            requireClip(index);
            yield false;
          }
          case LARGE -> {
            requireClip(index);
            requirePart(index, "text_encoder_2", "CLIPTextModelWithProjection");
            requirePart(index, "tokenizer_2", "CLIPTokenizer", "CLIPTokenizerFast");
            index.require("requires_aesthetics_score", false);
            index.ignore("add_watermarker"); // it marks finished pictures
            yield index.flag("force_zeros_for_empty_prompt", true);
          }
          case FIRST -> {
            requirePart(index, "bert", "LDMBertModel");
            requirePart(index, "tokenizer", "BertTokenizer", "BertTokenizerFast");
            yield false;
          }
        };
    index.finish();
    return new PipelineIndex(layout, silentNegative);
  }

  private static Layout layout(ConfigFile index) {
    String pipeline = index.text("_class_name").orElse("missing");
    return Arrays.stream(Layout.values())
        .filter(layout -> layout.pipelines().contains(pipeline))
        .findFirst()
        .orElseThrow(() -> index.refusal("_class_name", known()));
  }

  private static String known() {
    TreeSet<String> all =
        Arrays.stream(Layout.values())
            .flatMap(layout -> layout.pipelines().stream())
            .collect(Collectors.toCollection(TreeSet::new));
    String last = all.removeLast();
    return String.join(", ", all) + " or " + last;
  }

  private static void requireClip(ConfigFile index) {
    requirePart(index, "text_encoder", "CLIPTextModel");
    requirePart(index, "tokenizer", "CLIPTokenizer", "CLIPTokenizerFast");
    requireAbsent(index, "image_encoder");
    // They judge a finished picture and never change how it is drawn.
    index.ignore("safety_checker", "feature_extractor", "requires_safety_checker");
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
