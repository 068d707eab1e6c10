package dev.darkroom.ldm;

import dev.darkroom.clip.TextConfig;
import dev.darkroom.config.ConfigFile;
import dev.darkroom.failure.ModelException;
import dev.darkroom.ldm.sampler.Schedulers;
import dev.darkroom.ldm.unet.UNetConfig;
import dev.darkroom.ldm.vae.VaeConfig;
import dev.darkroom.text.ClipTokenizer;
import java.nio.file.Path;
import java.util.List;

/**
 * What the configuration files of a diffusers folder say, each part by its own file, and together.
 *
 * @param texts the text encoders, whose states stand side by side
 * @param silentNegative whether an empty negative prompt is all zeros
 * @param scheduler the model's {@code scheduler_config.json}, from which every sampler is made
 */
record LdmConfig(
    UNetConfig unet, VaeConfig vae, List<TextPart> texts, boolean silentNegative, Path scheduler) {

  /** A text encoder, its folder and its tokenizer. */
  record TextPart(
      Path folder, TextConfig config, ClipTokenizer tokenizer, TextTower.Output output) {}

  /**
   * Reads them all.
   *
   * @throws ModelException if one is missing, says what is not supported, or does not fit another
   */
  static LdmConfig read(Path folder) {
    PipelineIndex index = PipelineIndex.read(folder.resolve("model_index.json"));
    List<TextPart> texts =
        index.large()
            ? List.of(
                text(folder, "", TextTower.Output.PENULTIMATE),
                text(folder, "_2", TextTower.Output.PENULTIMATE_AND_POOLED))
            : List.of(text(folder, "", TextTower.Output.LAST));
    LdmConfig config =
        new LdmConfig(
            UNetConfig.read(ConfigFile.read(folder.resolve("unet/config.json"))),
            VaeConfig.read(ConfigFile.read(folder.resolve("vae/config.json"))),
            texts,
            index.silentNegative(),
            folder.resolve("scheduler/scheduler_config.json"));
    Schedulers.read(config.scheduler()); // refused now, not at the first request
    config.check();
    return config;
  }

  private static TextPart text(Path folder, String suffix, TextTower.Output output) {
    Path encoder = folder.resolve("text_encoder" + suffix);
    return new TextPart(
        encoder,
        TextConfig.read(ConfigFile.read(encoder.resolve("config.json"))),
        ClipTokenizer.read(folder.resolve("tokenizer" + suffix)),
        output);
  }

  /** The first text encoder. */
  TextConfig text() {
    return texts.getFirst().config();
  }

  /** The first text encoder's. */
  ClipTokenizer tokenizer() {
    return texts.getFirst().tokenizer();
  }

  /** Whether the model has two text encoders and looks at the picture's size: SDXL. */
  boolean large() {
    return texts.size() > 1;
  }

  /** Whether the network sees a mask and the masked picture beside the latent. */
  boolean repaints() {
    return unet.inChannels() == 2 * vae.latentChannels() + 1;
  }

  private void check() {
    checkUNet();
    if (!vae.latentsMean().isEmpty() && !large()) {
      throw unsupported("vae: latents_mean is not supported with one text encoder: use null");
    }
    if (vae.inChannels() != 3 || vae.outChannels() != 3) {
      throw unsupported(
          "vae: in_channels %d and out_channels %d are not supported: use 3"
              .formatted(vae.inChannels(), vae.outChannels()));
    }
    for (TextPart part : texts) {
      ClipTokenizer tokens = part.tokenizer();
      TextConfig encoder = part.config();
      if (tokens.maxLength() > encoder.positions() || tokens.size() > encoder.vocab()) {
        throw unsupported(
            "tokenizer: %d tokens in texts of %d do not fit the text encoder: it has vocab_size %d and max_position_embeddings %d"
                .formatted(
                    tokens.size(), tokens.maxLength(), encoder.vocab(), encoder.positions()));
      }
    }
  }

  private void checkUNet() {
    if (unet.guidanceDim().isPresent()) {
      throw unsupported("unet: time_cond_proj_dim is not supported: use null");
    }
    int z = vae.latentChannels();
    if ((unet.inChannels() != z && !repaints()) || unet.outChannels() != z) {
      throw unsupported(
          "unet: in_channels %d and out_channels %d are not supported: use the vae's latent_channels, %d, or %d in for a model that repaints"
              .formatted(unet.inChannels(), unet.outChannels(), z, 2 * z + 1));
    }
    int width = texts.stream().mapToInt(part -> part.config().width()).sum();
    if (unet.contextDim() != width) {
      throw unsupported(
          "unet: cross_attention_dim %d does not fit the text encoder: use its hidden_size, %d"
              .formatted(unet.contextDim(), width));
    }
    if (large() != unet.sizeEmbedding().isPresent()) {
      throw unsupported(
          "unet: addition_embed_type text_time belongs to two text encoders, and they to it");
    }
    unet.sizeEmbedding()
        .ifPresent(s -> {
          int pooled = texts.getLast().config().projection();
          if (s.pooledDim() != pooled) {
            throw unsupported(
                "unet: projection_class_embeddings_input_dim %d does not fit the second text encoder: use %d"
                    .formatted(s.inputDim(), s.inputDim() - s.pooledDim() + pooled));
          }
        });
  }

  private static ModelException unsupported(String message) {
    return new ModelException(ModelException.Code.CONFIG_UNSUPPORTED, message);
  }
}
