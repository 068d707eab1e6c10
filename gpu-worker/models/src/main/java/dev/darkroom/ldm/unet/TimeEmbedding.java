package dev.darkroom.ldm.unet;

import static dev.darkroom.nn.F.silu;

import dev.darkroom.nn.Linear;
import dev.darkroom.nn.Module;
import dev.darkroom.nn.Sym;
import dev.darkroom.nn.Weights;

/**
 * Two linear layers with silu between them, from a projection to the width that every residual
 * block reads.
 */
final class TimeEmbedding extends Module {
  private final Linear linear1, linear2;

  TimeEmbedding(Weights w, int in, int dim) {
    super(w);
    linear1 = Linear.of(w.at("linear_1"), in, dim);
    linear2 = Linear.of(w.at("linear_2"), dim, dim);
  }

  Sym forward(Sym x) { // (B, in)
    return out(linear2.forward(silu(linear1.forward(x)))); // (B, T)
  }
}
