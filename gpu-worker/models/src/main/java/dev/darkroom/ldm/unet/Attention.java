package dev.darkroom.ldm.unet;

import dev.darkroom.nn.F;
import dev.darkroom.nn.Linear;
import dev.darkroom.nn.Module;
import dev.darkroom.nn.Sym;
import dev.darkroom.nn.Weights;

/**
 * Multi-head attention (Vaswani et al. 2017, eq. 1) of picture tokens over a context: themselves or
 * the text.
 */
final class Attention extends Module {
  private final Linear toQ, toK, toV, toOut;
  private final int heads;

  Attention(Weights w, int dim, int contextDim, int heads) {
    super(w);
    toQ = Linear.withoutBias(w.at("to_q"), dim, dim);
    toK = Linear.withoutBias(w.at("to_k"), contextDim, dim);
    toV = Linear.withoutBias(w.at("to_v"), contextDim, dim);
    toOut = Linear.of(w.at("to_out.0"), dim, dim);
    this.heads = heads;
  }

  Sym forward(Sym x, Sym context) { // (B, N, D), (B, M, E)
    Sym y =
        F.attention(
            split(toQ.forward(x)), split(toK.forward(context)), split(toV.forward(context)));
    y = y.transpose(1, 2).reshape(x.dim(0), x.dim(1), x.dim(2)); // (B, N, D)
    return out(toOut.forward(y));
  }

  private Sym split(Sym x) { // (B, N, D)
    return x.reshape(x.dim(0), x.dim(1), heads, x.dim(2) / heads).transpose(1, 2); // (B, h, N, D/h)
  }
}
