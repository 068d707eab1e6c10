package dev.darkroom.ldm.unet;

import dev.darkroom.nn.Conv2d;
import dev.darkroom.nn.GroupNorm;
import dev.darkroom.nn.Layer;
import dev.darkroom.nn.Linear;
import dev.darkroom.nn.Module;
import dev.darkroom.nn.Sym;
import dev.darkroom.nn.Weights;
import java.util.ArrayList;
import java.util.List;

/** Transformer blocks over the pixels of a feature map, added to it (LDM, App. E.2.1). */
final class SpatialTransformer extends Module {
  /** Fixed in the original, whatever the UNet's own eps. */
  private static final double EPS = 1e-6;

  private final GroupNorm norm;
  private final boolean linear;
  private final Layer projIn, projOut;
  private final List<TransformerBlock> blocks = new ArrayList<>();

  SpatialTransformer(Weights w, int channels, int heads, int depth, UNetConfig config) {
    super(w);
    norm = GroupNorm.of(w.at("norm"), config.groups(), channels, EPS);
    linear = config.linearProjection();
    projIn =
        linear
            ? Linear.of(w.at("proj_in"), channels, channels)
            : Conv2d.k1(w.at("proj_in"), channels, channels);
    for (int k = 0; k < depth; k++) {
      blocks.add(
          new TransformerBlock(
              w.at("transformer_blocks", k), channels, config.contextDim(), heads));
    }
    projOut =
        linear
            ? Linear.of(w.at("proj_out"), channels, channels)
            : Conv2d.k1(w.at("proj_out"), channels, channels);
  }

  Sym forward(Sym x, Sym context) { // (B, C, H, W), (B, M, E)
    Sym h = norm.forward(x);
    h = linear ? projIn.forward(tokens(h)) : tokens(projIn.forward(h)); // (B, HW, C)
    for (TransformerBlock block : blocks) {
      h = block.forward(h, context);
    }
    h = linear ? picture(projOut.forward(h), x) : projOut.forward(picture(h, x)); // (B, C, H, W)
    return out(x.plus(h));
  }

  private static Sym tokens(Sym x) { // (B, C, H, W)
    return x.flatten(2).transpose(1, 2); // (B, HW, C)
  }

  private static Sym picture(Sym tokens, Sym like) { // (B, HW, C)
    return tokens.transpose(1, 2).reshape(like.dim(0), like.dim(1), like.dim(2), like.dim(3));
  }
}
