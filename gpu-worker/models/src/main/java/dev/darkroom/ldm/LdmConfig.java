package dev.darkroom.ldm;

import dev.darkroom.clip.TextConfig;
import dev.darkroom.config.ConfigFile;
import dev.darkroom.failure.ModelException;
import dev.darkroom.ldm.bert.BertConfig;
import dev.darkroom.ldm.sampler.Schedulers;
import dev.darkroom.ldm.text.TextKind;
import dev.darkroom.ldm.text.TextKind.Clip.Output;
import dev.darkroom.ldm.unet.UNetConfig;
import dev.darkroom.ldm.vae.VaeConfig;
import dev.darkroom.text.Tokenizer;
import java.nio.file.Path;
import java.util.List;

/**
 * What the configuration files of a diffusers folder say, each part by its own file, and together.
 *
 * @param autoencoder the folder of the part that {@code vae} tells of
 * @param texts the text encoders, whose states stand side by side
 * @param silentNegative whether an empty negative prompt is all zeros
 * @param scheduler the model's {@code scheduler_config.json}, from which every sampler is made
 */
record LdmConfig(
    UNetConfig unet,
    VaeConfig vae,
    Path autoencoder,
    List<TextPart> texts,
    boolean silentNegative,
    Path scheduler) {
  /** Ids of a text in the first latent diffusion model, whatever its tokenizer's files say. */
  private static final int FIRST_LENGTH = 77;

  /** A text encoder, its folder and its tokenizer. */
  record TextPart(Path folder, TextKind kind, Tokenizer tokenizer) {}

  /**
   * Reads them all.
   *
   * @throws ModelException if one is missing, says what is not supported, or does not fit another
   */
  static LdmConfig read(Path folder) {
    PipelineIndex index = PipelineIndex.read(folder.resolve("model_index.json"));
    Path autoencoder = folder.resolve(index.layout().autoencoder());
    LdmConfig config =
        new LdmConfig(
            UNetConfig.read(ConfigFile.read(folder.resolve("unet/config.json"))),
            VaeConfig.read(ConfigFile.read(autoencoder.resolve("config.json"))),
            autoencoder,
            switch (index.layout()) {
              case SMALL -> List.of(clip(folder, "", Output.LAST));
              case LARGE ->
                  List.of(
                      clip(folder, "", Output.PENULTIMATE),
                      clip(folder, "_2", Output.PENULTIMATE_AND_POOLED));
              case FIRST -> List.of(bert(folder));
            },
            index.silentNegative(),
            folder.resolve("scheduler/scheduler_config.json"));
    Schedulers.read(config.scheduler()); // refused now, not at the first request
    config.check();
    return config;
  }

  private static TextPart clip(Path folder, String suffix, Output output) {
    Path encoder = folder.resolve("text_encoder" + suffix);
    TextConfig config = TextConfig.read(ConfigFile.read(encoder.resolve("config.json")));
    return new TextPart(
        encoder,
        new TextKind.Clip(config, output),
        Tokenizer.read(folder.resolve("tokenizer" + suffix)));
  }

  private static TextPart bert(Path folder) {
    Path encoder = folder.resolve("bert");
    BertConfig config = BertConfig.read(ConfigFile.read(encoder.resolve("config.json")));
    return new TextPart(
        encoder,
        new TextKind.Bert(config),
        Tokenizer.readWordPieces(folder.resolve("tokenizer"), FIRST_LENGTH));
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
      Tokenizer tokens = part.tokenizer();
      TextKind encoder = part.kind();
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
    int width = texts.stream().mapToInt(part -> part.kind().width()).sum();
    if (unet.contextDim() != width) {
      throw unsupported(
          "unet: cross_attention_dim %d does not fit the text encoder: use its width, %d"
              .formatted(unet.contextDim(), width));
    }
    if (large() != unet.sizeEmbedding().isPresent()) {
      throw unsupported(
          "unet: addition_embed_type text_time belongs to two text encoders, and they to it");
    }
    unet.sizeEmbedding()
        .ifPresent(s -> {
          int pooled = texts.getLast().kind().pooledWidth().orElseThrow();
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
