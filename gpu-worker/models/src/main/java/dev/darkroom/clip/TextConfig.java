package dev.darkroom.clip;

import dev.darkroom.config.ConfigFile;
import java.util.Map;

/**
 * What a CLIP text encoder's {@code config.json} says.
 *
 * @param quickGelu whether the activation is x · sigmoid(1.702 x) instead of the exact gelu
 * @param legacyEos whether the pooled row is that of the largest id, as files that say {@code
 *     eos_token_id} 2 mean it
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
    int eos = file.integer("eos_token_id", 49407, 0, Integer.MAX_VALUE);
    TextConfig config =
        new TextConfig(
            file.count("vocab_size", 49408),
            file.count("max_position_embeddings", 77),
            file.count("hidden_size", 512),
            file.count("intermediate_size", 2048),
            file.count("num_attention_heads", 8),
            file.count("num_hidden_layers", 12),
            file.number("layer_norm_eps", 1e-5, 0, 1),
            file.choice("hidden_act", "quick_gelu", Map.of("quick_gelu", true, "gelu", false)),
            eos,
            eos == 2,
            file.count("projection_dim", 512));
    if (config.width() % config.heads() != 0) {
      throw file.refusal("num_attention_heads", "a divisor of hidden_size " + config.width());
    }
    file.require("model_type", "clip_text_model");
    file.ignore(
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

  ClipLayer.Dims layer() {
    return new ClipLayer.Dims(width, inner, heads, eps, quickGelu);
  }

  /**
   * Which row of each sequence is its pooled text: the first end of text, or in legacy files the
   * first of the largest id.
   *
   * @param ids sequences of length {@code n}, one after another
   */
  public long[] pooledRows(long[] ids, int n) {
    long[] rows = new long[ids.length / n];
    for (int b = 0; b < rows.length; b++) {
      int row = 0;
      for (int i = 1; i < n && !(ids[b * n + row] == eos && !legacyEos); i++) {
        if (legacyEos ? ids[b * n + i] > ids[b * n + row] : ids[b * n + i] == eos) {
          row = i;
        }
      }
      rows[b] = row;
    }
    return rows;
  }
}
