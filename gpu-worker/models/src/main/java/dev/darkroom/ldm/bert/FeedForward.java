package dev.darkroom.ldm.bert;

import dev.darkroom.nn.F;
import dev.darkroom.nn.Linear;
import dev.darkroom.nn.Module;
import dev.darkroom.nn.Sym;
import dev.darkroom.nn.Weights;

/** Two linear layers with the exact gelu between. */
final class FeedForward extends Module implements Operation {
  private final Linear wide, back;

  FeedForward(Weights w, BertConfig config) {
    super(w);
    wide = Linear.of(w.at("net.0.0"), config.width(), config.inner());
    back = Linear.of(w.at("net.2"), config.inner(), config.width());
  }

  @Override
  public Sym forward(Sym x) { // (B, N, E)
    return out(back.forward(F.gelu(wide.forward(x))));
  }
}
