package dev.darkroom.clip;

import dev.darkroom.config.ConfigFile;
import java.util.Map;

/**
 * What a CLIP vision tower's {@code config.json} says.
 *
 * @param side of the picture that it takes, pixels
 * @param patch side of a patch, pixels
 * @param quickGelu as in {@link TextConfig}
 */
public record VisionConfig(
    int side,
    int patch,
    int width,
    int inner,
    int heads,
    int layers,
    double eps,
    boolean quickGelu) {

  public static VisionConfig read(ConfigFile file) {
    VisionConfig config =
        new VisionConfig(
            file.count("image_size", 224),
            file.count("patch_size", 32),
            file.count("hidden_size", 768),
            file.count("intermediate_size", 3072),
            file.count("num_attention_heads", 12),
            file.count("num_hidden_layers", 12),
            file.number("layer_norm_eps", 1e-5, 0, 1),
            file.choice("hidden_act", "quick_gelu", Map.of("quick_gelu", true, "gelu", false)));
    if (config.width() % config.heads() != 0) {
      throw file.refusal("num_attention_heads", "a divisor of hidden_size " + config.width());
    }
    if (config.side() % config.patch() != 0) {
      throw file.refusal("patch_size", "a divisor of image_size " + config.side());
    }
    file.require("model_type", "clip_vision_model");
    file.require("num_channels", 3);
    file.ignore(
        "architectures",
        "attention_dropout",
        "dropout",
        "dtype",
        "initializer_factor",
        "initializer_range",
        "projection_dim",
        "torch_dtype",
        "transformers_version");
    file.finish();
    return config;
  }

  /** Patches of a picture, and the class token before them. */
  int tokens() {
    int along = side / patch;
    return along * along + 1;
  }

  ClipLayer.Dims layer() {
    return new ClipLayer.Dims(width, inner, heads, eps, quickGelu);
  }
}
