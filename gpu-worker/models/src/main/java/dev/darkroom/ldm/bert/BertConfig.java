package dev.darkroom.ldm.bert;

import dev.darkroom.config.ConfigFile;

/**
 * What the transformer's {@code config.json} says.
 *
 * @param width E, of a state
 * @param inner width between the two linear layers
 * @param headWidth of each head; all heads together need not be as wide as a state
 * @param blocks of attention and feed-forward, each one layer of the paper's numbering
 */
public record BertConfig(
    int vocab, int positions, int width, int inner, int heads, int headWidth, int blocks) {

  public static BertConfig read(ConfigFile file) {
    BertConfig config =
        new BertConfig(
            file.count("vocab_size", 30_522),
            file.count("max_position_embeddings", 77),
            file.count("d_model", 1_280),
            file.count("encoder_ffn_dim", 5_120),
            file.count("encoder_attention_heads", 8),
            file.count("head_dim", 64),
            file.count("encoder_layers", 32));
    file.require("model_type", "ldmbert");
    file.require("activation_function", "gelu");
    file.require("scale_embedding", false);
    file.ignore(
        "activation_dropout",
        "architectures",
        "attention_dropout",
        "classifier_dropout",
        "dropout",
        "dtype",
        "encoder_layerdrop",
        "init_std",
        "num_hidden_layers", // encoder_layers again
        "pad_token_id",
        "torch_dtype",
        "transformers_version",
        "use_cache");
    file.finish();
    return config;
  }
}
