package dev.darkroom.ldm.bert;

import dev.darkroom.nn.LayerNorm;
import dev.darkroom.nn.Module;
import dev.darkroom.nn.Sym;
import dev.darkroom.nn.Weights;

/** x + f(norm(x)): attention where the layer's number is even, else feed-forward. */
final class PreNormLayer extends Module {
  private final LayerNorm norm;
  private final Operation operation;

  PreNormLayer(Weights w, BertConfig config, int number) {
    super(w);
    norm = LayerNorm.of(w.at("0"), config.width());
    operation =
        number % 2 == 0 ? new SelfAttention(w.at("1"), config) : new FeedForward(w.at("1"), config);
  }

  Sym forward(Sym x) { // (B, N, E)
    return out(x.plus(operation.forward(norm.forward(x))));
  }
}
