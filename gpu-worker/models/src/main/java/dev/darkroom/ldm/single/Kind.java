package dev.darkroom.ldm.single;

import dev.darkroom.failure.ModelException;
import dev.darkroom.ldm.single.Configs.Place;
import dev.darkroom.weights.Shape;
import dev.darkroom.weights.TensorSource;
import java.util.Arrays;

/** The published models that single files hold. */
public enum Kind {
  /** The first latent diffusion model, from text, with its own text transformer. */
  FIRST(4, 1280),
  /** Stable Diffusion 1.x. */
  SD1(4, 768),
  SD1_INPAINT(9, 768),
  /** Stable Diffusion 2.x. */
  SD2(4, 1024),
  SD2_INPAINT(9, 1024),
  /** SDXL's base model. */
  XL(4, 2048),
  XL_INPAINT(9, 2048);

  private static final String FIRST_LAYER = SingleFile.UNET + "input_blocks.0.0.weight";
  private static final String KEYS = ".1.transformer_blocks.0.attn2.to_k.weight";
  private static final String SMALL_KEYS = SingleFile.UNET + "input_blocks.2" + KEYS;
  private static final String LARGE_KEYS = SingleFile.UNET + "input_blocks.4" + KEYS;

  private final int inChannels;
  private final int textWidth;

  Kind(int inChannels, int textWidth) {
    this.inChannels = inChannels;
    this.textWidth = textWidth;
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
    if (!file.has(FIRST_LAYER)) {
      throw unsupported("it has no " + FIRST_LAYER + ": it holds no Stable Diffusion");
    }
    boolean large = holds(file, "conditioner.");
    if (large
        && !(holds(file, Place.XL_CLIP.prefix()) && holds(file, Place.XL_OPEN_CLIP.prefix()))) {
      throw unsupported(
          "it is of SDXL's family without the base model's two text encoders, as its refiner is");
    }
    String keys = large || !file.has(SMALL_KEYS) ? LARGE_KEYS : SMALL_KEYS;
    if (!file.has(keys)) {
      throw unsupported(
          "it has no " + keys + ": its blocks are not those of Stable Diffusion 1, 2 or XL");
    }
    Shape first = file.get(FIRST_LAYER).shape();
    Shape text = file.get(keys).shape();
    Kind kind =
        Arrays.stream(values())
            .filter(k -> first.dim(1) == k.inChannels && text.dim(-1) == k.textWidth)
            .findFirst()
            .orElseThrow(() ->
                unsupported(
                    "it takes %d channels and texts of width %d: 4 or 9 and 768, 1024 or 2048, or 4 and 1280 are known"
                        .formatted(first.dim(1), text.dim(-1))));
    if (large != (kind == XL || kind == XL_INPAINT)
        || (kind == FIRST) != file.has(SingleFile.BERT_TABLE)) {
      throw unsupported(
          "its text encoder is not the one that texts of width %d come from"
              .formatted(text.dim(-1)));
    }
    return kind;
  }

  private static boolean holds(TensorSource file, String prefix) {
    return file.names().stream().anyMatch(name -> name.startsWith(prefix));
  }

  /** The configuration files of this kind. */
  public Configs configs(Predicts predicts) {
    return KindConfigs.of(this, inChannels, textWidth, predicts);
  }

  private static ModelException unsupported(String message) {
    return new ModelException(
        ModelException.Code.CONFIG_UNSUPPORTED, "this single file is refused: " + message);
  }
}
