package dev.darkroom.ldm.vae;

import static dev.darkroom.nn.F.silu;

import dev.darkroom.nn.Conv2d;
import dev.darkroom.nn.GroupNorm;
import dev.darkroom.nn.Module;
import dev.darkroom.nn.Sym;
import dev.darkroom.nn.Weights;
import java.util.ArrayList;
import java.util.List;

/** From latents back to pictures. */
final class Decoder extends Module {
  private final Conv2d convIn, convOut;
  private final MidBlock midBlock;
  private final List<Level> upBlocks = new ArrayList<>();
  private final GroupNorm convNormOut;

  Decoder(Weights w, VaeConfig config) {
    super(w);
    int first = config.channels().getFirst();
    convIn = Conv2d.k3(w.at("conv_in"), config.latentChannels(), config.channels().getLast());
    midBlock = new MidBlock(w.at("mid_block"), config);
    for (int i = 0; i < config.channels().size(); i++) {
      upBlocks.add(Level.up(w.at("up_blocks", i), config, i));
    }
    convNormOut = GroupNorm.of(w.at("conv_norm_out"), config.groups(), first, config.norm().eps());
    convOut = Conv2d.k3(w.at("conv_out"), first, config.outChannels());
  }

  Sym forward(Sym z) { // (B, z, h, w)
    Sym h = midBlock.forward(convIn.forward(z));
    for (Level level : upBlocks) {
      h = level.forward(h);
    }
    return out(convOut.forward(silu(convNormOut.forward(h)))); // (B, 3, H, W)
  }
}
