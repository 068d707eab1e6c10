package dev.darkroom.clip;

import dev.darkroom.clip.ClipLayer.Sees;
import dev.darkroom.nn.Conv2d;
import dev.darkroom.nn.Embedding;
import dev.darkroom.nn.F;
import dev.darkroom.nn.Init;
import dev.darkroom.nn.LayerNorm;
import dev.darkroom.nn.Module;
import dev.darkroom.nn.Param;
import dev.darkroom.nn.Sym;
import dev.darkroom.nn.Weights;
import java.util.ArrayList;
import java.util.List;

/**
 * The vision transformer of CLIP (Radford et al. 2021, section 2.4, after Dosovitskiy et al. 2021):
 * patches, a class token before them, layers that see everything. Its weights are named as
 * transformers names them, {@code pre_layrnorm} included.
 */
public final class ClipVisionEncoder extends Module {
  /**
   * Deviation of the positions at first: about that of what a patch says, or a small model takes
   * very long to see where anything is.
   */
  private static final double POSITIONS = 0.5;

  private final Conv2d patches;
  private final Param classToken;
  private final Embedding positions;
  private final LayerNorm preNorm, postNorm;
  private final List<ClipLayer> layers = new ArrayList<>();

  /** An encoder whose weights begin with {@code vision_model} at this root. */
  public ClipVisionEncoder(Weights w, VisionConfig config) {
    super(w);
    Weights model = w.at("vision_model");
    int d = config.width();
    int p = config.patch();
    patches =
        Conv2d.withoutBias(
            model.at("embeddings.patch_embedding"), 3, d, new Conv2d.Kernel(p, p, 0, 1));
    classToken =
        model.at("embeddings").param("class_embedding", Init.normal(1 / Math.sqrt((double) d)), d);
    positions =
        Embedding.of(
            model.at("embeddings.position_embedding"), config.tokens(), d, Init.normal(POSITIONS));
    preNorm = LayerNorm.of(model.at("pre_layrnorm"), d, config.eps());
    for (int i = 0; i < config.layers(); i++) {
      layers.add(new ClipLayer(model.at("encoder.layers", i), config.layer(), Sees.ALL));
    }
    postNorm = LayerNorm.of(model.at("post_layernorm"), d, config.eps());
  }

  /**
   * Every hidden state: number 0 is the embeddings after the first norm, number i what layer i
   * returned.
   *
   * @param x pictures of the configuration's side, normalised
   */
  public List<Sym> hiddenStates(Sym x) { // (B, 3, H, W)
    Sym tokens = patches.forward(x).flatten(2).transpose(1, 2); // (B, N - 1, D)
    Sym first = use(x, classToken).expand(x.dim(0), 1, tokens.dim(2));
    Sym h = F.cat(1, first, tokens).plus(positions.table(x.trace())); // (B, N, D)
    h = preNorm.forward(h);
    List<Sym> states = new ArrayList<>();
    states.add(h);
    for (ClipLayer layer : layers) {
      h = layer.forward(h);
      states.add(h);
    }
    return states;
  }

  /** What a picture is as a whole: the class token, normalised. */
  public Sym pooled(Sym state) { // (B, N, D)
    return postNorm.forward(state.select(1, 0)); // (B, D)
  }
}
