package dev.darkroom.ldm.unet;

import dev.darkroom.ldm.block.Downsample;
import dev.darkroom.ldm.block.ResnetBlock;
import dev.darkroom.nn.Module;
import dev.darkroom.nn.Sym;
import dev.darkroom.nn.Weights;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One level on the way down; everything it computes is pushed on the skips. */
final class DownBlock extends Module {
  private final List<ResnetBlock> resnets = new ArrayList<>();
  private final List<SpatialTransformer> attentions = new ArrayList<>();
  private final @Nullable Downsample downsampler;

  DownBlock(Weights w, UNetConfig config, int level) {
    super(w);
    int out = config.channels().get(level);
    int in = level == 0 ? out : config.channels().get(level - 1);
    for (int j = 0; j < config.layers(); j++) {
      resnets.add(
          ResnetBlock.timed(
              w.at("resnets", j), j == 0 ? in : out, out, config.timeDim(), UNet.norm(config), 1));
      if (config.crossAttention().get(level)) {
        attentions.add(
            new SpatialTransformer(
                w.at("attentions", j),
                out,
                config.heads().get(level),
                config.depth().get(level),
                config));
      }
    }
    boolean last = level == config.channels().size() - 1;
    downsampler = last ? null : Downsample.padded(w.at("downsamplers.0"), out);
  }

  Sym forward(Sym x, Sym temb, Sym context, List<Sym> skips) { // (B, C, H, W), (B, T), (B, M, E)
    for (int j = 0; j < resnets.size(); j++) {
      x = resnets.get(j).forward(x, temb);
      if (!attentions.isEmpty()) {
        x = attentions.get(j).forward(x, context);
      }
      skips.add(x);
    }
    if (downsampler != null) {
      x = downsampler.forward(x);
      skips.add(x);
    }
    return out(x);
  }
}
