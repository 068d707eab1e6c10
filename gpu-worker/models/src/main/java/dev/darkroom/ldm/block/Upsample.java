package dev.darkroom.ldm.block;

import dev.darkroom.nn.Conv2d;
import dev.darkroom.nn.F;
import dev.darkroom.nn.Module;
import dev.darkroom.nn.Sym;
import dev.darkroom.nn.Weights;

/** Enlarges a picture to the nearest pixel, then smooths it by a convolution. */
public final class Upsample extends Module {
  private final Conv2d conv;

  public Upsample(Weights w, int channels) {
    super(w);
    conv = Conv2d.k3(w.at("conv"), channels, channels);
  }

  public Sym forward(Sym x) { // (B, C, H, W)
    return forward(x, 2 * x.dim(2), 2 * x.dim(3)); // (B, C, 2H, 2W)
  }

  /** To a size that need not be the double: that of the skip which is waiting. */
  public Sym forward(Sym x, long height, long width) { // (B, C, H, W)
    return out(conv.forward(F.upsampleNearest(x, height, width))); // (B, C, h, w)
  }
}
