package dev.darkroom.ldm.single;

import java.util.List;

/**
 * The configuration files of a diffusers folder, as JSON, which a single file does not hold.
 *
 * @param pipeline the class that {@code model_index.json} names
 * @param autoencoder the folder of the part that {@code vae} configures
 */
public record Configs(
    String pipeline,
    String unet,
    String autoencoder,
    String vae,
    List<Text> texts,
    String scheduler) {

  public Configs {
    texts = List.copyOf(texts);
  }

  /**
   * A text encoder.
   *
   * @param folder of the part
   * @param type its class in transformers or diffusers
   * @param tokenizer the folder of its tokenizer
   * @param config its configuration file
   * @param place where the single file holds it
   */
  public record Text(String folder, String type, String tokenizer, String config, Place place) {}

  /** Where single files hold text encoders. */
  public enum Place {
    /** The first latent diffusion model's. */
    BERT,
    /** Stable Diffusion 1's, in transformers' layout. */
    CLIP,
    /** Stable Diffusion 2's, in open_clip's. */
    OPEN_CLIP,
    /** SDXL's first, in transformers' layout. */
    XL_CLIP,
    /** SDXL's second, in open_clip's, with its projection. */
    XL_OPEN_CLIP;

    /** What its weights' names begin with. */
    String prefix() {
      return switch (this) {
        case BERT -> "cond_stage_model.";
        case CLIP -> "cond_stage_model.transformer.";
        case OPEN_CLIP -> "cond_stage_model.model.";
        case XL_CLIP -> "conditioner.embedders.0.transformer.";
        case XL_OPEN_CLIP -> "conditioner.embedders.1.model.";
      };
    }
  }
}
