package dev.darkroom.ldm.vae;

import dev.darkroom.ldm.block.Norm;
import dev.darkroom.nn.F;
import dev.darkroom.nn.GroupNorm;
import dev.darkroom.nn.Linear;
import dev.darkroom.nn.Module;
import dev.darkroom.nn.Sym;
import dev.darkroom.nn.Weights;

/** Attention of all pixels over all pixels, with one head, added to them. */
final class PixelAttention extends Module {
  private final GroupNorm groupNorm;
  private final Linear toQ, toK, toV, toOut;

  PixelAttention(Weights w, int channels, Norm norm) {
    super(w);
    groupNorm = GroupNorm.of(w.at("group_norm"), norm.groups(), channels, norm.eps());
    toQ = Linear.of(w.at("to_q"), channels, channels);
    toK = Linear.of(w.at("to_k"), channels, channels);
    toV = Linear.of(w.at("to_v"), channels, channels);
    toOut = Linear.of(w.at("to_out.0"), channels, channels);
  }

  Sym forward(Sym x) { // (B, C, H, W)
    Sym n = groupNorm.forward(x).flatten(2).transpose(1, 2).unsqueeze(1); // (B, 1, HW, C)
    Sym y = F.attention(toQ.forward(n), toK.forward(n), toV.forward(n));
    y = toOut.forward(y).squeeze(1).transpose(1, 2);
    return out(x.plus(y.reshape(x.dim(0), x.dim(1), x.dim(2), x.dim(3))));
  }
}
