package dev.darkroom.ldm.unet;

import dev.darkroom.ldm.block.ResnetBlock;
import dev.darkroom.ldm.block.Upsample;
import dev.darkroom.nn.F;
import dev.darkroom.nn.Module;
import dev.darkroom.nn.Sym;
import dev.darkroom.nn.Weights;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One level on the way up; each residual block reads the skip that its twin on the way down pushed.
 */
final class UpBlock extends Module {
  private final List<ResnetBlock> resnets = new ArrayList<>();
  private final List<SpatialTransformer> attentions = new ArrayList<>();
  private final @Nullable Upsample upsampler;

  /**
   * @param level of the channels: the last level is the first up block
   */
  UpBlock(Weights w, UNetConfig config, int level) {
    super(w);
    List<Integer> channels = config.channels();
    int out = channels.get(level);
    int below = channels.get(Math.min(level + 1, channels.size() - 1));
    int above = channels.get(Math.max(level - 1, 0));
    for (int j = 0; j <= config.layers(); j++) {
      int in = j == 0 ? below : out;
      int skip = j == config.layers() ? above : out;
      resnets.add(
          ResnetBlock.timed(
              w.at("resnets", j), in + skip, out, config.timeDim(), UNet.norm(config), 1));
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
    upsampler = level == 0 ? null : new Upsample(w.at("upsamplers.0"), out);
  }

  Sym forward(Sym x, Sym temb, Sym context, List<Sym> skips) { // (B, C, H, W), (B, T), (B, M, E)
    for (int j = 0; j < resnets.size(); j++) {
      x = resnets.get(j).forward(F.cat(1, x, skips.removeLast()), temb);
      if (!attentions.isEmpty()) {
        x = attentions.get(j).forward(x, context);
      }
    }
    if (upsampler != null) {
      Sym next = skips.getLast(); // odd sizes: up to the next skip, not to the double
      x = upsampler.forward(x, next.dim(2), next.dim(3));
    }
    return out(x);
  }
}
