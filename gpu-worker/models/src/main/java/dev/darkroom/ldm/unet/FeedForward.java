package dev.darkroom.ldm.unet;

import dev.darkroom.nn.F;
import dev.darkroom.nn.Linear;
import dev.darkroom.nn.Module;
import dev.darkroom.nn.Sym;
import dev.darkroom.nn.Weights;
import java.util.List;

/** GEGLU (Shazeer 2020): value · gelu(gate), four times as wide inside. */
final class FeedForward extends Module {
  private final Linear project, back;

  FeedForward(Weights w, int dim) {
    super(w);
    project = Linear.of(w.at("net.0.proj"), dim, 8L * dim);
    back = Linear.of(w.at("net.2"), 4L * dim, dim);
  }

  Sym forward(Sym x) { // (B, N, D)
    List<Sym> halves = project.forward(x).chunk(2, -1); // 2 × (B, N, 4D)
    return out(back.forward(halves.get(0).times(F.gelu(halves.get(1)))));
  }
}
