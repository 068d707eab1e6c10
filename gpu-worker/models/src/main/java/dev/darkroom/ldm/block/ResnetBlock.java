package dev.darkroom.ldm.block;

import static dev.darkroom.nn.F.silu;

import dev.darkroom.nn.Conv2d;
import dev.darkroom.nn.GroupNorm;
import dev.darkroom.nn.Layer;
import dev.darkroom.nn.Linear;
import dev.darkroom.nn.Module;
import dev.darkroom.nn.Sym;
import dev.darkroom.nn.Weights;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Residual block (LDM, Rombach et al. 2022, App. A): two normalised convolutions, in a UNet with
 * the time embedding added between them.
 */
public final class ResnetBlock extends Module {
  private final GroupNorm norm1, norm2;
  private final Conv2d conv1, conv2;
  private final @Nullable Linear timeProj;
  private final Layer shortcut;
  private final double scale;

  private ResnetBlock(Weights w, int in, int out, int timeDim, Norm norm, double scale) {
    super(w);
    norm1 = GroupNorm.of(w.at("norm1"), norm.groups(), in, norm.eps());
    conv1 = Conv2d.k3(w.at("conv1"), in, out);
    timeProj = timeDim > 0 ? Linear.of(w.at("time_emb_proj"), timeDim, out) : null;
    norm2 = GroupNorm.of(w.at("norm2"), norm.groups(), out, norm.eps());
    conv2 = Conv2d.k3(w.at("conv2"), out, out);
    shortcut = in == out ? Layer.IDENTITY : Conv2d.k1(w.at("conv_shortcut"), in, out);
    this.scale = scale;
  }

  /** A block of an autoencoder, which knows no time. */
  public static ResnetBlock timeless(Weights w, int in, int out, Norm norm) {
    return new ResnetBlock(w, in, out, 0, norm, 1);
  }

  /** A block of a UNet; its sum is divided by {@code scale}. */
  public static ResnetBlock timed(
      Weights w, int in, int out, int timeDim, Norm norm, double scale) {
    return new ResnetBlock(w, in, out, timeDim, norm, scale);
  }

  public Sym forward(Sym x) { // (B, C, H, W)
    return finish(x, conv1.forward(silu(norm1.forward(x))));
  }

  /**
   * The block of a UNet.
   *
   * @param temb silu of the time embedding, which all blocks of a UNet share
   */
  public Sym forward(Sym x, Sym temb) { // (B, C, H, W), (B, T)
    Sym h = conv1.forward(silu(norm1.forward(x))); // (B, O, H, W)
    Linear project = Objects.requireNonNull(timeProj, "a timeless block takes no time");
    return finish(x, h.plus(project.forward(temb).unsqueeze(-1).unsqueeze(-1)));
  }

  private Sym finish(Sym x, Sym h) {
    h = conv2.forward(silu(norm2.forward(h)));
    Sym y = shortcut.forward(x).plus(h);
    return out(scale == 1 ? y : y.over(scale));
  }
}
