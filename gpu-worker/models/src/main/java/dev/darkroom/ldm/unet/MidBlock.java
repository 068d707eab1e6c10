package dev.darkroom.ldm.unet;

import dev.darkroom.ldm.block.ResnetBlock;
import dev.darkroom.nn.Module;
import dev.darkroom.nn.Sym;
import dev.darkroom.nn.Weights;

/** The narrowest level: residual, attention, residual. */
final class MidBlock extends Module {
  private final ResnetBlock resnet0, resnet1;
  private final SpatialTransformer attention;

  MidBlock(Weights w, UNetConfig config) {
    super(w);
    int c = config.channels().getLast();
    resnet0 =
        ResnetBlock.timed(
            w.at("resnets.0"), c, c, config.timeDim(), UNet.norm(config), config.midScale());
    attention =
        new SpatialTransformer(
            w.at("attentions.0"), c, config.heads().getLast(), config.depth().getLast(), config);
    resnet1 =
        ResnetBlock.timed(
            w.at("resnets.1"), c, c, config.timeDim(), UNet.norm(config), config.midScale());
  }

  Sym forward(Sym x, Sym temb, Sym context) { // (B, C, H, W), (B, T), (B, M, E)
    x = attention.forward(resnet0.forward(x, temb), context);
    return out(resnet1.forward(x, temb));
  }
}
