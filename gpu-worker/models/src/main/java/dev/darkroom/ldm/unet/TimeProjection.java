package dev.darkroom.ldm.unet;

import dev.darkroom.nn.F;
import dev.darkroom.nn.Module;
import dev.darkroom.nn.Sym;
import dev.darkroom.nn.Weights;

/**
 * Sines and cosines of the time (Vaswani et al. 2017; Ho et al. 2020, App. B), in F32 whatever the
 * run's dtype.
 */
final class TimeProjection extends Module {
  private final int dim;
  private final boolean cosinesFirst;
  private final double freqShift;

  TimeProjection(Weights w, int dim, boolean cosinesFirst, double freqShift) {
    super(w);
    this.dim = dim;
    this.cosinesFirst = cosinesFirst;
    this.freqShift = freqShift;
  }

  Sym forward(Sym t) { // (B)
    int half = dim / 2;
    float[] frequencies = new float[half];
    for (int k = 0; k < half; k++) {
      frequencies[k] = (float) Math.exp(-k * Math.log(10_000) / (half - freqShift));
    }
    Sym angle = t.unsqueeze(1).times(t.trace().constant(frequencies, 1, half)); // (B, half)
    Sym y = cosinesFirst ? F.cat(1, angle.cos(), angle.sin()) : F.cat(1, angle.sin(), angle.cos());
    return out(dim % 2 == 0 ? y : F.cat(1, y, t.unsqueeze(1).times(0))); // (B, dim)
  }
}
