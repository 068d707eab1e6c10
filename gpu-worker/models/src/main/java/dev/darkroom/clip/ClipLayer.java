package dev.darkroom.clip;

import dev.darkroom.nn.F;
import dev.darkroom.nn.LayerNorm;
import dev.darkroom.nn.Linear;
import dev.darkroom.nn.Module;
import dev.darkroom.nn.Sym;
import dev.darkroom.nn.Weights;

/** A pre-norm transformer layer, the same in both towers but for what a token may see. */
final class ClipLayer extends Module {
  private final LayerNorm norm1, norm2;
  private final Linear q, k, v, out, fc1, fc2;
  private final Dims dims;
  private final Sees sees;

  /** What a token attends to. */
  enum Sees {
    /** Itself and those before it, as in the text tower. */
    EARLIER,
    /** Every token, as in the vision tower. */
    ALL
  }

  /**
   * The measures of a layer.
   *
   * @param inner width between the two linear layers
   * @param quickGelu whether the activation is x · sigmoid(1.702 x) instead of the exact gelu
   */
  record Dims(int width, int inner, int heads, double eps, boolean quickGelu) {}

  ClipLayer(Weights w, Dims dims, Sees sees) {
    super(w);
    int d = dims.width();
    norm1 = LayerNorm.of(w.at("layer_norm1"), d, dims.eps());
    q = Linear.of(w.at("self_attn.q_proj"), d, d);
    k = Linear.of(w.at("self_attn.k_proj"), d, d);
    v = Linear.of(w.at("self_attn.v_proj"), d, d);
    out = Linear.of(w.at("self_attn.out_proj"), d, d);
    norm2 = LayerNorm.of(w.at("layer_norm2"), d, dims.eps());
    fc1 = Linear.of(w.at("mlp.fc1"), d, dims.inner());
    fc2 = Linear.of(w.at("mlp.fc2"), dims.inner(), d);
    this.dims = dims;
    this.sees = sees;
  }

  Sym forward(Sym x) { // (B, N, D)
    Sym n = norm1.forward(x);
    Sym y = attention(split(q.forward(n)), split(k.forward(n)), split(v.forward(n)));
    x = x.plus(out.forward(y.transpose(1, 2).reshape(x.dim(0), x.dim(1), x.dim(2))));
    Sym h = fc1.forward(norm2.forward(x)); // (B, N, F)
    return out(x.plus(fc2.forward(dims.quickGelu() ? F.quickGelu(h) : F.gelu(h))));
  }

  private Sym attention(Sym q, Sym k, Sym v) { // (B, h, N, D/h)
    return switch (sees) {
      case EARLIER -> F.causalAttention(q, k, v);
      case ALL -> F.attention(q, k, v);
    };
  }

  private Sym split(Sym x) { // (B, N, D)
    int heads = dims.heads();
    return x.reshape(x.dim(0), x.dim(1), heads, x.dim(2) / heads).transpose(1, 2); // (B, h, N, D/h)
  }
}
