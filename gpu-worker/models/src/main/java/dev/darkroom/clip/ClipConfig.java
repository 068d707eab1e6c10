package dev.darkroom.clip;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.darkroom.config.ConfigFile;

/**
 * What a CLIP model is, from transformers' {@code config.json} or open_clip's {@code
 * open_clip_config.json}.
 *
 * @param projection width of the features, E
 * @param logitScale logarithm of the factor of the cosines before any training
 */
public record ClipConfig(TextConfig text, VisionConfig vision, int projection, double logitScale) {
  private static final double INITIAL_SCALE = 2.6592;

  /** Reads transformers' configuration, of model type {@code clip}. */
  public static ClipConfig read(ConfigFile file) {
    file.require("model_type", "clip");
    ClipConfig config =
        new ClipConfig(
            TextConfig.read(tower(file, "text_config")),
            VisionConfig.read(tower(file, "vision_config")),
            file.count("projection_dim", 512),
            file.number("logit_scale_init_value", INITIAL_SCALE, -100, 100));
    file.ignore(TransformersKeys.unused());
    file.ignore(
        "architectures",
        "dtype",
        "initializer_factor",
        "text_config_dict",
        "torch_dtype",
        "transformers_version",
        "vision_config_dict");
    file.finish();
    return config;
  }

  /** Reads open_clip's configuration: {@code {"model_cfg": {…}, "preprocess_cfg": {…}}}. */
  public static ClipConfig readOpenClip(ConfigFile file) {
    ConfigFile model = part(file, "model_cfg");
    file.ignore("preprocess_cfg");
    file.finish();
    boolean quickGelu = model.flag("quick_gelu", false);
    int projection = model.count("embed_dim", 512);
    ClipConfig config =
        new ClipConfig(
            openClipText(part(model, "text_cfg"), quickGelu, projection),
            openClipVision(part(model, "vision_cfg"), quickGelu),
            projection,
            INITIAL_SCALE);
    model.ignore("custom_text");
    model.finish();
    return config;
  }

  /** open_clip pools at the greatest id, as the oldest files of transformers do. */
  private static TextConfig openClipText(ConfigFile file, boolean quickGelu, int projection) {
    int width = file.count("width", 512);
    TextConfig config =
        new TextConfig(
            file.count("vocab_size", 49408),
            file.count("context_length", 77),
            width,
            4 * width,
            file.count("heads", 8),
            file.count("layers", 12),
            1e-5,
            quickGelu,
            2,
            true,
            projection);
    file.require("mlp_ratio", 4);
    file.finish();
    return config;
  }

  private static VisionConfig openClipVision(ConfigFile file, boolean quickGelu) {
    int width = file.count("width", 768);
    int headWidth = file.count("head_width", 64);
    if (width % headWidth != 0) {
      throw file.refusal("head_width", "a divisor of width " + width);
    }
    double ratio = file.number("mlp_ratio", 4, 1, 16);
    VisionConfig config =
        new VisionConfig(
            file.count("image_size", 224),
            file.count("patch_size", 32),
            width,
            (int) (ratio * width),
            width / headWidth,
            file.count("layers", 12),
            1e-5,
            quickGelu);
    file.finish();
    return config;
  }

  private static ConfigFile tower(ConfigFile file, String key) {
    ConfigFile tower = part(file, key);
    tower.ignore(TransformersKeys.unused());
    tower.ignore("bos_token_id", "eos_token_id", "pad_token_id");
    return tower;
  }

  private static ConfigFile part(ConfigFile file, String key) {
    return file.value(key)
        .filter(ObjectNode.class::isInstance)
        .map(part -> ConfigFile.of(key, part))
        .orElseThrow(() -> file.refusal(key, "an object"));
  }
}
