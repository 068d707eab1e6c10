package dev.darkroom.ldm.unet;

import static dev.darkroom.nn.F.silu;

import dev.darkroom.ldm.block.Norm;
import dev.darkroom.nn.Conv2d;
import dev.darkroom.nn.F;
import dev.darkroom.nn.GroupNorm;
import dev.darkroom.nn.Linear;
import dev.darkroom.nn.Module;
import dev.darkroom.nn.Sym;
import dev.darkroom.nn.Weights;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The denoiser ε_θ(x_t, t, c) (LDM, section 3): a UNet over latents that attends to the text. The
 * same network and weight names as diffusers' UNet2DConditionModel.
 */
public final class UNet extends Module {
  private final TimeProjection timeProj;
  private final TimeEmbedding timeEmbedding;
  private final @Nullable TimeProjection sizeProj;
  private final @Nullable TimeEmbedding addEmbedding;
  private final @Nullable Linear guidanceProj;
  private final Conv2d convIn, convOut;
  private final List<DownBlock> downBlocks = new ArrayList<>();
  private final MidBlock midBlock;
  private final List<UpBlock> upBlocks = new ArrayList<>();
  private final GroupNorm convNormOut;

  public UNet(Weights w, UNetConfig config) {
    super(w);
    int c0 = config.channels().getFirst();
    convIn = Conv2d.k3(w.at("conv_in"), config.inChannels(), c0);
    timeProj = new TimeProjection(w.at("time_proj"), c0, config.flipSinToCos(), config.freqShift());
    timeEmbedding = new TimeEmbedding(w.at("time_embedding"), c0, config.timeDim());
    guidanceProj =
        config
            .guidanceDim()
            .map(d -> Linear.withoutBias(w.at("time_embedding.cond_proj"), d, c0))
            .orElse(null);
    sizeProj =
        config
            .sizeEmbedding()
            .map(s ->
                new TimeProjection(
                    w.at("add_time_proj"), s.idDim(), config.flipSinToCos(), config.freqShift()))
            .orElse(null);
    addEmbedding =
        config
            .sizeEmbedding()
            .map(s -> new TimeEmbedding(w.at("add_embedding"), s.inputDim(), config.timeDim()))
            .orElse(null);
    int levels = config.channels().size();
    for (int i = 0; i < levels; i++) {
      downBlocks.add(new DownBlock(w.at("down_blocks", i), config, i));
    }
    midBlock = new MidBlock(w.at("mid_block"), config);
    for (int i = 0; i < levels; i++) {
      upBlocks.add(new UpBlock(w.at("up_blocks", i), config, levels - 1 - i));
    }
    convNormOut = GroupNorm.of(w.at("conv_norm_out"), config.groups(), c0, config.normEps());
    convOut = Conv2d.k3(w.at("conv_out"), c0, config.outChannels());
  }

  /**
   * What conditions a picture beside time and text, in the models that want it.
   *
   * @param pooled pooled text (B, P), of SDXL
   * @param sizes original height and width, crop top and left, target height and width (B, 6) in
   *     F32, of SDXL
   * @param guidance embedding of the guidance scale (B, G), of latent consistency models
   */
  public record Extra(Optional<Sym> pooled, Optional<Sym> sizes, Optional<Sym> guidance) {
    public static final Extra NONE =
        new Extra(Optional.empty(), Optional.empty(), Optional.empty());

    public static Extra ofSizes(Sym pooled, Sym sizes) {
      return new Extra(Optional.of(pooled), Optional.of(sizes), Optional.empty());
    }
  }

  public Sym forward(Sym x, Sym t, Sym context) {
    return forward(x, t, context, Extra.NONE);
  }

  /**
   * The prediction for noisy latents.
   *
   * @param x latents; in a nine-channel model followed by mask and masked latents
   * @param t times, F32, fractional where the sampler has them so
   * @param context the text's hidden states
   * @return the model's prediction: noise, velocity or latents, as it was trained
   */
  public Sym forward(Sym x, Sym t, Sym context, Extra extra) { // (B, I, h, w), (B), (B, M, E)
    Sym temb = silu(embedTime(t, extra)); // (B, T)
    List<Sym> skips = new ArrayList<>();
    Sym h = convIn.forward(x); // (B, C0, h, w)
    skips.add(h);
    for (DownBlock block : downBlocks) {
      h = block.forward(h, temb, context, skips);
    }
    h = midBlock.forward(h, temb, context);
    for (UpBlock block : upBlocks) {
      h = block.forward(h, temb, context, skips);
    }
    return out(convOut.forward(silu(convNormOut.forward(h)))); // (B, O, h, w)
  }

  static Norm norm(UNetConfig config) {
    return new Norm(config.groups(), config.normEps());
  }

  private Sym embedTime(Sym t, Extra extra) { // (B)
    Sym projected = timeProj.forward(t).toRunDtype(); // (B, C0)
    if (guidanceProj != null) {
      projected =
          projected.plus(guidanceProj.forward(wanted(extra.guidance(), "a guidance embedding")));
    }
    Sym temb = timeEmbedding.forward(projected); // (B, T)
    if (addEmbedding == null) {
      return temb;
    }
    Sym sizes = wanted(extra.sizes(), "six sizes"); // (B, 6)
    Sym ids =
        Objects.requireNonNull(sizeProj)
            .forward(sizes.flatten(0))
            .reshape(t.dim(0), -1); // (B, 6 · A)
    return temb.plus(
        addEmbedding.forward(F.cat(1, wanted(extra.pooled(), "pooled text"), ids.toRunDtype())));
  }

  private static Sym wanted(Optional<Sym> value, String what) {
    return value.orElseThrow(
        () -> new IllegalArgumentException("this UNet is conditioned on " + what + " too"));
  }
}
