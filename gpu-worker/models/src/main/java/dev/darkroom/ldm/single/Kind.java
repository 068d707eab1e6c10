package dev.darkroom.ldm.single;

import dev.darkroom.failure.ModelException;
import dev.darkroom.weights.Shape;
import dev.darkroom.weights.TensorSource;

/** The published models that single files hold. */
public enum Kind {
  /** Stable Diffusion 1.x. */
  SD1(4, false),
  SD1_INPAINT(9, false),
  /** Stable Diffusion 2.x. */
  SD2(4, true),
  SD2_INPAINT(9, true);

  private static final String FIRST = SingleFile.UNET + "input_blocks.0.0.weight";
  private static final String KEYS =
      SingleFile.UNET + "input_blocks.2.1.transformer_blocks.0.attn2.to_k.weight";

  private final int inChannels;
  private final boolean second;

  Kind(int inChannels, boolean second) {
    this.inChannels = inChannels;
    this.second = second;
  }

  /** What a model predicts; a file does not say, and the wrong one draws noise. */
  public enum Predicts {
    EPSILON,
    V_PREDICTION
  }

  /**
   * The kind of a file's model, told by names and shapes.
   *
   * @throws ModelException with {@link ModelException.Code#CONFIG_UNSUPPORTED} if it is none of
   *     these
   */
  public static Kind of(TensorSource file) {
    if (!file.has(FIRST)) {
      throw unsupported("it has no " + FIRST + ": it holds no Stable Diffusion");
    }
    if (file.names().stream().anyMatch(name -> name.startsWith("conditioner."))) {
      throw unsupported("it is of SDXL's kind, which opens as a diffusers folder only");
    }
    if (!file.has(KEYS)) {
      throw unsupported(
          "it has no " + KEYS + ": its blocks are not those of Stable Diffusion 1 or 2");
    }
    Shape first = file.get(FIRST).shape();
    Shape keys = file.get(KEYS).shape();
    for (Kind kind : values()) {
      if (first.dim(1) == kind.inChannels && keys.dim(-1) == kind.textWidth()) {
        return kind;
      }
    }
    throw unsupported(
        "it takes %d channels and texts of width %d: 4 or 9 and 768 or 1024 are known"
            .formatted(first.dim(1), keys.dim(-1)));
  }

  /** The configuration files of this kind. */
  public Configs configs(Predicts predicts) {
    String pipeline =
        inChannels == 9 ? "StableDiffusionInpaintPipeline" : "StableDiffusionPipeline";
    return new Configs(pipeline, unet(predicts), VAE, text(), scheduler(predicts), second);
  }

  private int textWidth() {
    return second ? 1024 : 768;
  }

  private String unet(Predicts predicts) {
    return """
    {
      "_class_name": "UNet2DConditionModel",
      "in_channels": %d,
      "out_channels": 4,
      "sample_size": %d,
      "block_out_channels": [320, 640, 1280, 1280],
      "layers_per_block": 2,
      "down_block_types": ["CrossAttnDownBlock2D", "CrossAttnDownBlock2D", "CrossAttnDownBlock2D", "DownBlock2D"],
      "up_block_types": ["UpBlock2D", "CrossAttnUpBlock2D", "CrossAttnUpBlock2D", "CrossAttnUpBlock2D"],
      "attention_head_dim": %s,
      "cross_attention_dim": %d,
      "use_linear_projection": %b
    }
    """
        .formatted(
            inChannels,
            predicts == Predicts.V_PREDICTION ? 96 : 64,
            second ? "[5, 10, 20, 20]" : "8",
            textWidth(),
            second);
  }

  private static final String VAE =
      """
      {
        "_class_name": "AutoencoderKL",
        "block_out_channels": [128, 256, 512, 512],
        "down_block_types": ["DownEncoderBlock2D", "DownEncoderBlock2D", "DownEncoderBlock2D", "DownEncoderBlock2D"],
        "up_block_types": ["UpDecoderBlock2D", "UpDecoderBlock2D", "UpDecoderBlock2D", "UpDecoderBlock2D"],
        "layers_per_block": 2,
        "latent_channels": 4,
        "norm_num_groups": 32,
        "sample_size": 512,
        "scaling_factor": 0.18215
      }
      """;

  /** The second's last layer is left out by every model that uses it. */
  private String text() {
    return """
    {
      "architectures": ["CLIPTextModel"],
      "model_type": "clip_text_model",
      "vocab_size": 49408,
      "max_position_embeddings": 77,
      "hidden_size": %d,
      "intermediate_size": %d,
      "num_attention_heads": %d,
      "num_hidden_layers": %d,
      "hidden_act": "%s",
      "projection_dim": %d,
      "bos_token_id": 0,
      "pad_token_id": 1,
      "eos_token_id": 2
    }
    """
        .formatted(
            textWidth(),
            4 * textWidth(),
            textWidth() / 64,
            second ? 23 : 12,
            second ? "gelu" : "quick_gelu",
            second ? 512 : 768);
  }

  private static String scheduler(Predicts predicts) {
    return """
    {
      "_class_name": "DDIMScheduler",
      "num_train_timesteps": 1000,
      "beta_start": 0.00085,
      "beta_end": 0.012,
      "beta_schedule": "scaled_linear",
      "clip_sample": false,
      "set_alpha_to_one": false,
      "steps_offset": 1,
      "prediction_type": "%s"
    }
    """
        .formatted(predicts == Predicts.V_PREDICTION ? "v_prediction" : "epsilon");
  }

  private static ModelException unsupported(String message) {
    return new ModelException(
        ModelException.Code.CONFIG_UNSUPPORTED, "this single file is refused: " + message);
  }
}
