package dev.darkroom.nn;

import static dev.darkroom.nn.F.silu;

/** One of each kind of layer, small enough to run thousands of times: (B, 4, H, W) to (B, 3). */
final class SmallNet extends Module {
  private final Conv2d conv;
  private final GroupNorm norm;
  private final Linear query;
  private final Linear key;
  private final Linear out;

  SmallNet(Weights w) {
    super(w);
    conv = Conv2d.k3(w.at("conv"), 4, 8);
    norm = GroupNorm.of(w.at("norm"), 2, 8, 1e-5);
    query = Linear.withoutBias(w.at("query"), 8, 8);
    key = Linear.withoutBias(w.at("key"), 8, 8);
    out = Linear.of(w.at("out"), 8, 3);
  }

  Sym forward(Sym x) { // (B, 4, H, W)
    Sym h = silu(norm.forward(conv.forward(x))); // (B, 8, H, W)
    Sym tokens = h.flatten(2).transpose(1, 2); // (B, HW, 8)
    Sym seen =
        F.attentionMath(
            heads(query.forward(tokens)),
            heads(key.forward(tokens)),
            heads(tokens)); // (B, 2, HW, 4)
    Sym pooled = seen.transpose(1, 2).flatten(2).mean(false, 1); // (B, 8)
    return out(out.forward(pooled)); // (B, 3)
  }

  private static Sym heads(Sym tokens) { // (B, N, 8)
    return tokens.reshape(tokens.dim(0), tokens.dim(1), 2, 4).transpose(1, 2); // (B, 2, N, 4)
  }
}
