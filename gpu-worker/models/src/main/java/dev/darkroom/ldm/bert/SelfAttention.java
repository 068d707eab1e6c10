package dev.darkroom.ldm.bert;

import dev.darkroom.nn.F;
import dev.darkroom.nn.Linear;
import dev.darkroom.nn.Module;
import dev.darkroom.nn.Sym;
import dev.darkroom.nn.Weights;

/** Multi-head attention (Vaswani et al. 2017, eq. 1) of every token over all, padding included. */
final class SelfAttention extends Module implements Operation {
  private final Linear toQ, toK, toV, toOut;
  private final int heads;

  SelfAttention(Weights w, BertConfig config) {
    super(w);
    int e = config.width();
    int inner = config.heads() * config.headWidth();
    toQ = Linear.withoutBias(w.at("to_q"), e, inner);
    toK = Linear.withoutBias(w.at("to_k"), e, inner);
    toV = Linear.withoutBias(w.at("to_v"), e, inner);
    toOut = Linear.of(w.at("to_out"), inner, e);
    heads = config.heads();
  }

  @Override
  public Sym forward(Sym x) { // (B, N, E)
    Sym y = F.attention(split(toQ.forward(x)), split(toK.forward(x)), split(toV.forward(x)));
    y = y.transpose(1, 2); // (B, N, h, d)
    return out(toOut.forward(y.reshape(y.dim(0), y.dim(1), y.dim(2) * y.dim(3)))); // (B, N, E)
  }

  private Sym split(Sym x) { // (B, N, h·d)
    return x.reshape(x.dim(0), x.dim(1), heads, x.dim(2) / heads).transpose(1, 2); // (B, h, N, d)
  }
}
