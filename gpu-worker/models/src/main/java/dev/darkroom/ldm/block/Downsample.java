package dev.darkroom.ldm.block;

import dev.darkroom.nn.Conv2d;
import dev.darkroom.nn.Conv2d.Kernel;
import dev.darkroom.nn.F;
import dev.darkroom.nn.Module;
import dev.darkroom.nn.Sym;
import dev.darkroom.nn.Weights;

/** Halves a picture by a convolution of stride 2. */
public final class Downsample extends Module {
  private final Conv2d conv;
  private final boolean rightAndBottom;

  private Downsample(Weights w, int channels, boolean rightAndBottom) {
    super(w);
    conv = Conv2d.of(w.at("conv"), channels, channels, new Kernel(3, 2, rightAndBottom ? 0 : 1, 1));
    this.rightAndBottom = rightAndBottom;
  }

  /** Padded on all sides, as in the UNet. */
  public static Downsample padded(Weights w, int channels) {
    return new Downsample(w, channels, false);
  }

  /** Padded on the right and at the bottom only, as in the autoencoder. */
  public static Downsample paddedRightAndBottom(Weights w, int channels) {
    return new Downsample(w, channels, true);
  }

  public Sym forward(Sym x) { // (B, C, H, W)
    return out(conv.forward(rightAndBottom ? F.pad(x, 0, 1, 0, 1, 0) : x)); // (B, C, ⌈H/2⌉, ⌈W/2⌉)
  }
}
