package dev.darkroom.ldm.text;

import dev.darkroom.nn.F;
import dev.darkroom.nn.LayerNorm;
import dev.darkroom.nn.Linear;
import dev.darkroom.nn.Module;
import dev.darkroom.nn.Sym;
import dev.darkroom.nn.Weights;

/** A pre-norm transformer layer in which no token sees those after it. */
final class TextLayer extends Module {
  private final LayerNorm norm1, norm2;
  private final Linear q, k, v, out, fc1, fc2;
  private final int heads;
  private final boolean quickGelu;

  TextLayer(Weights w, TextConfig config) {
    super(w);
    int d = config.width();
    norm1 = LayerNorm.of(w.at("layer_norm1"), d, config.eps());
    q = Linear.of(w.at("self_attn.q_proj"), d, d);
    k = Linear.of(w.at("self_attn.k_proj"), d, d);
    v = Linear.of(w.at("self_attn.v_proj"), d, d);
    out = Linear.of(w.at("self_attn.out_proj"), d, d);
    norm2 = LayerNorm.of(w.at("layer_norm2"), d, config.eps());
    fc1 = Linear.of(w.at("mlp.fc1"), d, config.inner());
    fc2 = Linear.of(w.at("mlp.fc2"), config.inner(), d);
    heads = config.heads();
    quickGelu = config.quickGelu();
  }

  Sym forward(Sym x) { // (B, N, D)
    Sym n = norm1.forward(x);
    Sym y = F.causalAttention(split(q.forward(n)), split(k.forward(n)), split(v.forward(n)));
    x = x.plus(out.forward(y.transpose(1, 2).reshape(x.dim(0), x.dim(1), x.dim(2))));
    Sym h = fc1.forward(norm2.forward(x)); // (B, N, F)
    return out(x.plus(fc2.forward(quickGelu ? F.quickGelu(h) : F.gelu(h))));
  }

  private Sym split(Sym x) { // (B, N, D)
    return x.reshape(x.dim(0), x.dim(1), heads, x.dim(2) / heads).transpose(1, 2); // (B, h, N, D/h)
  }
}
