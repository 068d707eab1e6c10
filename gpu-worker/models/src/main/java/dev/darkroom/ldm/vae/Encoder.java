package dev.darkroom.ldm.vae;

import static dev.darkroom.nn.F.silu;

import dev.darkroom.nn.Conv2d;
import dev.darkroom.nn.GroupNorm;
import dev.darkroom.nn.Module;
import dev.darkroom.nn.Sym;
import dev.darkroom.nn.Weights;
import java.util.ArrayList;
import java.util.List;

/** From pictures to mean and log variance of their latents. */
final class Encoder extends Module {
  private final Conv2d convIn, convOut;
  private final List<Level> downBlocks = new ArrayList<>();
  private final MidBlock midBlock;
  private final GroupNorm convNormOut;

  Encoder(Weights w, VaeConfig config) {
    super(w);
    int last = config.channels().getLast();
    convIn = Conv2d.k3(w.at("conv_in"), config.inChannels(), config.channels().getFirst());
    for (int i = 0; i < config.channels().size(); i++) {
      downBlocks.add(Level.down(w.at("down_blocks", i), config, i));
    }
    midBlock = new MidBlock(w.at("mid_block"), config);
    convNormOut = GroupNorm.of(w.at("conv_norm_out"), config.groups(), last, config.norm().eps());
    convOut = Conv2d.k3(w.at("conv_out"), last, 2L * config.latentChannels());
  }

  Sym forward(Sym x) { // (B, 3, H, W)
    Sym h = convIn.forward(x);
    for (Level level : downBlocks) {
      h = level.forward(h);
    }
    return out(convOut.forward(silu(convNormOut.forward(midBlock.forward(h))))); // (B, 2z, h, w)
  }
}
