package dev.darkroom.ldm;

import dev.darkroom.clip.TextConfig;
import dev.darkroom.config.ConfigFile;
import dev.darkroom.ldm.sampler.Schedulers;
import dev.darkroom.ldm.unet.UNetConfig;
import dev.darkroom.ldm.vae.VaeConfig;
import dev.darkroom.model.ModelException;
import dev.darkroom.text.ClipTokenizer;
import java.nio.file.Path;
import java.util.List;

/**
 * What the configuration files of a diffusers folder say, each part by its own file, and together.
 *
 * @param scheduler the model's {@code scheduler_config.json}, from which every sampler is made
 */
record LdmConfig(
    UNetConfig unet, VaeConfig vae, TextConfig text, ClipTokenizer tokenizer, Path scheduler) {
  private static final String PIPELINE = "StableDiffusionPipeline";
  private static final String INPAINT_PIPELINE = "StableDiffusionInpaintPipeline";

  /**
   * Reads them all.
   *
   * @throws ModelException if one is missing, says what is not supported, or does not fit another
   */
  static LdmConfig read(Path folder) {
    readIndex(ConfigFile.read(folder.resolve("model_index.json")));
    LdmConfig config =
        new LdmConfig(
            UNetConfig.read(ConfigFile.read(folder.resolve("unet/config.json"))),
            VaeConfig.read(ConfigFile.read(folder.resolve("vae/config.json"))),
            TextConfig.read(ConfigFile.read(folder.resolve("text_encoder/config.json"))),
            ClipTokenizer.read(folder.resolve("tokenizer")),
            folder.resolve("scheduler/scheduler_config.json"));
    Schedulers.read(config.scheduler()); // refused now, not at the first request
    config.check();
    return config;
  }

  private static void readIndex(ConfigFile index) {
    String pipeline = index.text("_class_name").orElse("missing");
    if (!List.of(PIPELINE, INPAINT_PIPELINE).contains(pipeline)) {
      throw index.refusal("_class_name", PIPELINE + " or " + INPAINT_PIPELINE);
    }
    requirePart(index, "unet", "UNet2DConditionModel");
    requirePart(index, "vae", "AutoencoderKL");
    requirePart(index, "text_encoder", "CLIPTextModel");
    requirePart(index, "tokenizer", "CLIPTokenizer", "CLIPTokenizerFast");
    requirePart(index, "scheduler"); // its own file says which
    requireAbsent(index, "image_encoder");
    // They judge a finished picture and never change how it is drawn.
    index.ignore("safety_checker", "feature_extractor", "requires_safety_checker");
    index.finish();
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

  /** Whether the network sees a mask and the masked picture beside the latent. */
  boolean repaints() {
    return unet.inChannels() == 2 * vae.latentChannels() + 1;
  }

  private void check() {
    if (unet.sizeEmbedding().isPresent()) {
      throw unsupported("unet: addition_embed_type text_time belongs to another pipeline");
    }
    if (unet.guidanceDim().isPresent()) {
      throw unsupported("unet: time_cond_proj_dim is not supported: use null");
    }
    int z = vae.latentChannels();
    if ((unet.inChannels() != z && !repaints()) || unet.outChannels() != z) {
      throw unsupported(
          "unet: in_channels %d and out_channels %d are not supported: use the vae's latent_channels, %d, or %d in for a model that repaints"
              .formatted(unet.inChannels(), unet.outChannels(), z, 2 * z + 1));
    }
    if (unet.contextDim() != text.width()) {
      throw unsupported(
          "unet: cross_attention_dim %d does not fit the text encoder: use its hidden_size, %d"
              .formatted(unet.contextDim(), text.width()));
    }
    if (!vae.latentsMean().isEmpty()) {
      throw unsupported("vae: latents_mean is not supported with " + PIPELINE + ": use null");
    }
    if (vae.inChannels() != 3 || vae.outChannels() != 3) {
      throw unsupported(
          "vae: in_channels %d and out_channels %d are not supported: use 3"
              .formatted(vae.inChannels(), vae.outChannels()));
    }
    if (tokenizer.maxLength() > text.positions() || tokenizer.size() > text.vocab()) {
      throw unsupported(
          "tokenizer: %d tokens in texts of %d do not fit the text encoder: it has vocab_size %d and max_position_embeddings %d"
              .formatted(tokenizer.size(), tokenizer.maxLength(), text.vocab(), text.positions()));
    }
  }

  private static ModelException unsupported(String message) {
    return new ModelException(ModelException.Code.CONFIG_UNSUPPORTED, message);
  }
}
