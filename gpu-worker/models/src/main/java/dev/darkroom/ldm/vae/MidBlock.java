package dev.darkroom.ldm.vae;

import dev.darkroom.ldm.block.ResnetBlock;
import dev.darkroom.nn.Layer;
import dev.darkroom.nn.Module;
import dev.darkroom.nn.Sym;
import dev.darkroom.nn.Weights;

/** The narrowest level, of encoder and decoder alike. */
final class MidBlock extends Module {
  private final ResnetBlock resnet0, resnet1;
  private final Layer attention;

  MidBlock(Weights w, VaeConfig config) {
    super(w);
    int c = config.channels().getLast();
    resnet0 = ResnetBlock.timeless(w.at("resnets.0"), c, c, config.norm());
    attention =
        config.midAttention()
            ? new PixelAttention(w.at("attentions.0"), c, config.norm())::forward
            : Layer.IDENTITY;
    resnet1 = ResnetBlock.timeless(w.at("resnets.1"), c, c, config.norm());
  }

  Sym forward(Sym x) { // (B, C, h, w)
    return out(resnet1.forward(attention.forward(resnet0.forward(x))));
  }
}
