package dev.darkroom.clip;

import dev.darkroom.nn.Init;
import dev.darkroom.nn.Linear;
import dev.darkroom.nn.Module;
import dev.darkroom.nn.Param;
import dev.darkroom.nn.Sym;
import dev.darkroom.nn.Weights;

/**
 * Both towers of CLIP (Radford et al. 2021) and their projections into one space, where a picture
 * lies near the texts that describe it. Weights are named as transformers names them.
 */
public final class Clip extends Module {
  private final ClipTextEncoder text;
  private final ClipVisionEncoder vision;
  private final Linear textProjection, visualProjection;
  private final Param logitScale;

  public Clip(Weights w, ClipConfig config) {
    super(w);
    text = new ClipTextEncoder(w, config.text());
    vision = new ClipVisionEncoder(w, config.vision());
    textProjection =
        Linear.withoutBias(w.at("text_projection"), config.text().width(), config.projection());
    visualProjection =
        Linear.withoutBias(w.at("visual_projection"), config.vision().width(), config.projection());
    logitScale = w.param("logit_scale", new Init.Constant(config.logitScale()));
  }

  public ClipVisionEncoder vision() {
    return vision;
  }

  /**
   * The texts' features, of any length.
   *
   * @param ids (B, N) I64
   * @param rows which state of each text is pooled, (B) I64: {@link TextConfig#pooledRows}
   */
  public Sym textFeatures(Sym ids, Sym rows) {
    Sym last = text.normalised(text.hiddenStates(ids).getLast()); // (B, N, D)
    return textProjection.forward(ClipTextEncoder.rows(last, rows)); // (B, E)
  }

  /** The pictures' features, of any length. */
  public Sym imageFeatures(Sym x) { // (B, 3, H, W)
    return imageFeaturesOf(vision.hiddenStates(x).getLast());
  }

  /** The features of pictures whose last hidden state is at hand. */
  public Sym imageFeaturesOf(Sym state) { // (B, N, D)
    return visualProjection.forward(vision.pooled(state)); // (B, E)
  }

  /** Features scaled to length 1, so that their product is the cosine. */
  public static Sym normalised(Sym features) { // (B, E)
    return features.over(features.square().sum(true, -1).sqrt());
  }

  /** The learned factor of the cosines, e^scale: a scalar. */
  public Sym scale(Sym like) {
    return use(like, logitScale).exp();
  }
}
