package dev.darkroom.ldm.vae;

import dev.darkroom.config.ConfigFile;
import dev.darkroom.ldm.block.Norm;
import java.util.List;

/**
 * What an autoencoder's {@code config.json} says.
 *
 * @param channels of each level, widest picture first
 * @param layers residual blocks a level of the encoder (one more in the decoder)
 * @param scalingFactor what latents are multiplied by before the denoiser sees them
 * @param sampleSize pictures above this side are what tiling is for
 * @param forceUpcast whether half precision overflows in it, so that it runs in F32
 * @param latentsMean per channel, with {@code latentsStd}: z·std/scaling + mean; empty: none
 */
public record VaeConfig(
    int inChannels,
    int outChannels,
    int latentChannels,
    List<Integer> channels,
    int layers,
    int groups,
    double scalingFactor,
    int sampleSize,
    boolean forceUpcast,
    boolean quantConv,
    boolean postQuantConv,
    boolean midAttention,
    List<Double> latentsMean,
    List<Double> latentsStd) {

  /** Every norm of the autoencoder adds this, whatever the UNet's eps. */
  private static final double EPS = 1e-6;

  /** Picture pixels a latent pixel, on each side. */
  public int factor() {
    return 1 << (channels.size() - 1);
  }

  Norm norm() {
    return new Norm(groups, EPS);
  }

  public static VaeConfig read(ConfigFile file) {
    List<Integer> channels = file.counts("block_out_channels").orElse(List.of(64));
    blocks(file, "down_block_types", "DownEncoderBlock2D", channels.size());
    blocks(file, "up_block_types", "UpDecoderBlock2D", channels.size());
    file.require("act_fn", "silu");
    file.ignore("shift_factor");
    int latentChannels = file.count("latent_channels", 4);
    VaeConfig config =
        new VaeConfig(
            file.count("in_channels", 3),
            file.count("out_channels", 3),
            latentChannels,
            channels,
            file.count("layers_per_block", 1),
            file.count("norm_num_groups", 32),
            file.number("scaling_factor", 0.18215, 1e-6, 1e6),
            file.count("sample_size", 32),
            file.flag("force_upcast", true),
            file.flag("use_quant_conv", true),
            file.flag("use_post_quant_conv", true),
            file.flag("mid_block_add_attention", true),
            file.numbers("latents_mean").orElse(List.of()),
            file.numbers("latents_std").orElse(List.of()));
    for (int c : channels) {
      if (c % config.groups() != 0) {
        throw file.refusal("norm_num_groups", "a divisor of " + c + " channels");
      }
    }
    if (config.latentsMean().size() != config.latentsStd().size()
        || (!config.latentsMean().isEmpty() && config.latentsMean().size() != latentChannels)) {
      throw file.refusal(
          "latents_mean", "mean and std of " + latentChannels + " channels, or neither");
    }
    file.finish();
    return config;
  }

  private static void blocks(ConfigFile file, String key, String type, int levels) {
    List<String> types = file.texts(key).orElse(List.of(type));
    if (types.size() != levels || !types.stream().allMatch(type::equals)) {
      throw file.refusal(key, levels + " times " + type);
    }
  }
}
