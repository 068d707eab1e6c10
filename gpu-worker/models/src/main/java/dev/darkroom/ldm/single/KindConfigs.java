package dev.darkroom.ldm.single;

import dev.darkroom.ldm.single.Configs.Place;
import dev.darkroom.ldm.single.Configs.Text;
import dev.darkroom.ldm.single.Kind.Predicts;
import java.util.List;

/** What the published models' configuration files say. */
final class KindConfigs {
  private KindConfigs() {}

  static Configs of(Kind kind, int inChannels, int textWidth, Predicts predicts) {
    String sampler = scheduler(predicts);
    return switch (kind) {
      case FIRST ->
          new Configs(
              "LDMTextToImagePipeline",
              unet(inChannels, 32, "8", textWidth, false),
              "vqvae",
              vae(256, 0.18215),
              List.of(new Text("bert", "LDMBertModel", "tokenizer", BERT, Place.BERT)),
              sampler);
      case SD1, SD1_INPAINT ->
          small(
              inChannels,
              unet(inChannels, 64, "8", textWidth, false),
              clip("text_encoder", "CLIPTextModel", CLIP_L, Place.CLIP),
              sampler);
      case SD2, SD2_INPAINT ->
          small(
              inChannels,
              unet(
                  inChannels,
                  predicts == Predicts.V_PREDICTION ? 96 : 64,
                  "[5, 10, 20, 20]",
                  textWidth,
                  true),
              clip("text_encoder", "CLIPTextModel", CLIP_H, Place.OPEN_CLIP),
              sampler);
      case XL, XL_INPAINT ->
          new Configs(
              pipeline("StableDiffusionXL", inChannels),
              largeUnet(inChannels),
              "vae",
              vae(1024, 0.13025),
              List.of(
                  clip("text_encoder", "CLIPTextModel", CLIP_L, Place.XL_CLIP),
                  clip(
                      "text_encoder_2",
                      "CLIPTextModelWithProjection",
                      CLIP_BIG_G,
                      Place.XL_OPEN_CLIP)),
              sampler);
    };
  }

  private static Configs small(int inChannels, String unet, Text text, String scheduler) {
    return new Configs(
        pipeline("StableDiffusion", inChannels),
        unet,
        "vae",
        vae(512, 0.18215),
        List.of(text),
        scheduler);
  }

  private static String pipeline(String family, int inChannels) {
    return family + (inChannels == 9 ? "InpaintPipeline" : "Pipeline");
  }

  private static Text clip(String folder, String type, String config, Place place) {
    return new Text(folder, type, folder.replace("text_encoder", "tokenizer"), config, place);
  }

  private static String unet(
      int inChannels, int sampleSize, String heads, int contextDim, boolean linear) {
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
        .formatted(inChannels, sampleSize, heads, contextDim, linear);
  }

  private static String largeUnet(int inChannels) {
    return """
    {
      "_class_name": "UNet2DConditionModel",
      "in_channels": %d,
      "out_channels": 4,
      "sample_size": 128,
      "block_out_channels": [320, 640, 1280],
      "layers_per_block": 2,
      "down_block_types": ["DownBlock2D", "CrossAttnDownBlock2D", "CrossAttnDownBlock2D"],
      "up_block_types": ["CrossAttnUpBlock2D", "CrossAttnUpBlock2D", "UpBlock2D"],
      "attention_head_dim": [5, 10, 20],
      "transformer_layers_per_block": [1, 2, 10],
      "cross_attention_dim": 2048,
      "use_linear_projection": true,
      "addition_embed_type": "text_time",
      "addition_time_embed_dim": 256,
      "projection_class_embeddings_input_dim": 2816
    }
    """
        .formatted(inChannels);
  }

  private static String vae(int sampleSize, double scaling) {
    return """
    {
      "_class_name": "AutoencoderKL",
      "block_out_channels": [128, 256, 512, 512],
      "down_block_types": ["DownEncoderBlock2D", "DownEncoderBlock2D", "DownEncoderBlock2D", "DownEncoderBlock2D"],
      "up_block_types": ["UpDecoderBlock2D", "UpDecoderBlock2D", "UpDecoderBlock2D", "UpDecoderBlock2D"],
      "layers_per_block": 2,
      "latent_channels": 4,
      "norm_num_groups": 32,
      "sample_size": %d,
      "scaling_factor": %s
    }
    """
        .formatted(sampleSize, scaling);
  }

  private static final String BERT =
      """
      {
        "architectures": ["LDMBertModel"],
        "model_type": "ldmbert",
        "vocab_size": 30522,
        "max_position_embeddings": 77,
        "d_model": 1280,
        "encoder_layers": 32,
        "encoder_ffn_dim": 5120,
        "encoder_attention_heads": 8,
        "head_dim": 64,
        "activation_function": "gelu",
        "pad_token_id": 0
      }
      """;

  private static final String CLIP_L = clip(768, 12, "quick_gelu", 768);

  /** Its last layer is left out by every model that uses it. */
  private static final String CLIP_H = clip(1024, 23, "gelu", 512);

  private static final String CLIP_BIG_G = clip(1280, 32, "gelu", 1280);

  private static String clip(int width, int layers, String activation, int projection) {
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
        .formatted(width, 4 * width, width / 64, layers, activation, projection);
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
}
