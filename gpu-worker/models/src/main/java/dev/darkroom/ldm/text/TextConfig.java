package dev.darkroom.ldm.text;

import dev.darkroom.config.ConfigFile;

/**
 * What a CLIP text encoder's {@code config.json} says.
 *
 * @param quickGelu whether the activation is x · sigmoid(1.702 x) instead of the exact gelu
 * @param legacyEos whether the pooled row is that of the largest id, as files that say {@code eos_token_id} 2 mean it
 */
public record TextConfig(
    int vocab,
    int positions,
    int width,
    int inner,
    int heads,
    int layers,
    double eps,
    boolean quickGelu,
    int eos,
    boolean legacyEos,
    int projection) {

  public static TextConfig read(ConfigFile file) {
    String act = file.word("hidden_act", "quick_gelu", "quick_gelu", "gelu");
    int eos = file.integer("eos_token_id", 49407);
    TextConfig config =
        new TextConfig(
            file.positive("vocab_size", 49408),
            file.positive("max_position_embeddings", 77),
            file.positive("hidden_size", 512),
            file.positive("intermediate_size", 2048),
            file.positive("num_attention_heads", 8),
            file.positive("num_hidden_layers", 12),
            file.number("layer_norm_eps", 1e-5),
            act.equals("quick_gelu"),
            eos,
            eos == 2,
            file.positive("projection_dim", 512));
    if (config.width() % config.heads() != 0) {
      throw file.unsupported("num_attention_heads", "it must divide hidden_size " + config.width());
    }
    file.word("model_type", "clip_text_model", "clip_text_model");
    file.irrelevant(
        "architectures",
        "attention_dropout",
        "bos_token_id",
        "dropout",
        "dtype",
        "initializer_factor",
        "initializer_range",
        "pad_token_id",
        "torch_dtype",
        "transformers_version");
    file.finish();
    return config;
  }
}
