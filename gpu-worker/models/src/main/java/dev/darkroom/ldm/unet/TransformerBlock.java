package dev.darkroom.ldm.unet;

import dev.darkroom.nn.LayerNorm;
import dev.darkroom.nn.Module;
import dev.darkroom.nn.Sym;
import dev.darkroom.nn.Weights;

/** The picture attends to itself, then to the text, then thinks (LDM, section 3.3). */
final class TransformerBlock extends Module {
  private final LayerNorm norm1, norm2, norm3;
  private final Attention attn1, attn2;
  private final FeedForward ff;

  TransformerBlock(Weights w, int dim, int contextDim, int heads) {
    super(w);
    norm1 = LayerNorm.of(w.at("norm1"), dim);
    attn1 = new Attention(w.at("attn1"), dim, dim, heads);
    norm2 = LayerNorm.of(w.at("norm2"), dim);
    attn2 = new Attention(w.at("attn2"), dim, contextDim, heads);
    norm3 = LayerNorm.of(w.at("norm3"), dim);
    ff = new FeedForward(w.at("ff"), dim);
  }

  Sym forward(Sym x, Sym context) { // (B, N, D), (B, M, E)
    Sym n = norm1.forward(x);
    x = x.plus(attn1.forward(n, n));
    x = x.plus(attn2.forward(norm2.forward(x), context));
    return out(x.plus(ff.forward(norm3.forward(x)))); // (B, N, D)
  }
}
