package dev.darkroom.ldm.vae;

import dev.darkroom.ldm.block.Downsample;
import dev.darkroom.ldm.block.ResnetBlock;
import dev.darkroom.ldm.block.Upsample;
import dev.darkroom.nn.Layer;
import dev.darkroom.nn.Module;
import dev.darkroom.nn.Sym;
import dev.darkroom.nn.Weights;
import java.util.ArrayList;
import java.util.List;

/** Residual blocks at one size of the picture, then the way to the next size. */
final class Level extends Module {
  private final List<ResnetBlock> resnets = new ArrayList<>();
  private final Layer resample;

  private Level(Weights w, int in, int out, int layers, VaeConfig config, Layer resample) {
    super(w);
    for (int j = 0; j < layers; j++) {
      resnets.add(ResnetBlock.timeless(w.at("resnets", j), j == 0 ? in : out, out, config.norm()));
    }
    this.resample = resample;
  }

  /** Level {@code i} of the encoder; the last one keeps its size. */
  static Level down(Weights w, VaeConfig config, int i) {
    List<Integer> channels = config.channels();
    int out = channels.get(i);
    boolean last = i == channels.size() - 1;
    Layer resample =
        last
            ? Layer.IDENTITY
            : Downsample.paddedRightAndBottom(w.at("downsamplers.0"), out)::forward;
    return new Level(w, channels.get(Math.max(0, i - 1)), out, config.layers(), config, resample);
  }

  /** Level {@code i} of the decoder, narrowest first; the last one keeps its size. */
  static Level up(Weights w, VaeConfig config, int i) {
    List<Integer> channels = config.channels().reversed();
    int out = channels.get(i);
    boolean last = i == channels.size() - 1;
    Layer resample = last ? Layer.IDENTITY : new Upsample(w.at("upsamplers.0"), out)::forward;
    return new Level(
        w, channels.get(Math.max(0, i - 1)), out, config.layers() + 1, config, resample);
  }

  Sym forward(Sym x) { // (B, C, H, W)
    for (ResnetBlock resnet : resnets) {
      x = resnet.forward(x);
    }
    return out(resample.forward(x)); // (B, O, H/2 | 2H, W/2 | 2W)
  }
}
