package dev.darkroom.ldm.unet;

import dev.darkroom.config.ConfigFile;
import java.util.List;
import java.util.Optional;

/**
 * What a UNet's {@code config.json} says.
 *
 * @param channels of each level, widest picture first
 * @param layers residual blocks a level (one more on the way up)
 * @param crossAttention whether each level on the way down attends to the text; the way up mirrors
 *     it
 * @param heads of the attention of each level; the file's {@code attention_head_dim} is their
 *     number
 * @param depth transformer blocks in each attention, of each level
 * @param contextDim width of the text's hidden states
 * @param linearProjection whether attentions project by linear layers instead of 1×1 convolutions
 * @param flipSinToCos whether cosines come first in the time embedding
 * @param guidanceDim width of the embedding of the guidance scale (latent consistency models)
 */
public record UNetConfig(
    int inChannels,
    int outChannels,
    List<Integer> channels,
    int layers,
    List<Boolean> crossAttention,
    List<Integer> heads,
    List<Integer> depth,
    int contextDim,
    int groups,
    double normEps,
    boolean linearProjection,
    boolean flipSinToCos,
    double freqShift,
    double midScale,
    Optional<SizeEmbedding> sizeEmbedding,
    Optional<Integer> guidanceDim) {

  /**
   * The extra embedding of SDXL: pooled text and six sizes.
   *
   * @param idDim width of the embedding of each size
   * @param inputDim pooled text width + 6 · idDim
   */
  public record SizeEmbedding(int idDim, int inputDim) {
    /** Original height and width, crop top and left, target height and width. */
    public static final int IDS = 6;

    /** Width of the pooled text. */
    public int pooledDim() {
      return inputDim - IDS * idDim;
    }
  }

  /** Width of the time embedding. */
  public int timeDim() {
    return 4 * channels.getFirst();
  }

  /** Pictures of a latent whose sides divide by this need no odd sizes on the way up. */
  public int factor() {
    return 1 << (channels.size() - 1);
  }

  public static UNetConfig read(ConfigFile file) {
    List<Integer> channels =
        file.counts("block_out_channels").orElse(List.of(320, 640, 1280, 1280));
    int levels = channels.size();
    List<Boolean> cross =
        blocks(file, "down_block_types", "Down", List.of(true, true, true, false)); // widest first
    List<Boolean> up =
        blocks(file, "up_block_types", "Up", List.of(false, true, true, true)); // narrowest first
    if (levels < 1 || cross.size() != levels) {
      throw file.refusal("down_block_types", "one type for each of block_out_channels");
    }
    if (!up.equals(cross.reversed())) {
      throw file.refusal("up_block_types", "the mirror image of down_block_types");
    }
    file.require("mid_block_type", "UNetMidBlock2DCrossAttn");
    file.require("downsample_padding", 1);
    refuseWhatIsNotBuilt(file);
    UNetConfig config =
        new UNetConfig(
            file.count("in_channels", 4),
            file.count("out_channels", 4),
            channels,
            file.count("layers_per_block", 2),
            cross,
            file.countPerPlace("attention_head_dim", 8, levels),
            file.countPerPlace("transformer_layers_per_block", 1, levels),
            file.count("cross_attention_dim", 1280),
            file.count("norm_num_groups", 32),
            file.number("norm_eps", 1e-5, 0, 1),
            file.flag("use_linear_projection", false),
            file.flag("flip_sin_to_cos", true),
            file.number("freq_shift", 0, 0, 1),
            file.number("mid_block_scale_factor", 1, 1e-6, 1e6),
            sizeEmbedding(file),
            file.states("time_cond_proj_dim")
                ? Optional.of(file.count("time_cond_proj_dim", 1))
                : Optional.empty());
    file.ignore(
        "time_cond_proj_dim",
        "sample_size",
        "upcast_attention",
        "dropout",
        "addition_embed_type_num_heads");
    config.check(file);
    file.finish();
    return config;
  }

  private void check(ConfigFile file) {
    for (int i = 0; i < channels.size(); i++) {
      if (channels.get(i) % groups != 0) {
        throw file.refusal("norm_num_groups", "a divisor of " + channels.get(i) + " channels");
      }
      if (channels.get(i) % heads.get(i) != 0) {
        throw file.refusal(
            "attention_head_dim", "numbers of heads that divide " + channels.get(i) + " channels");
      }
    }
  }

  private static Optional<SizeEmbedding> sizeEmbedding(ConfigFile file) {
    if (!file.states("addition_embed_type")) {
      requireNull(file, "addition_time_embed_dim", "projection_class_embeddings_input_dim");
      return Optional.empty();
    }
    file.require("addition_embed_type", "text_time");
    return Optional.of(
        new SizeEmbedding(
            file.count("addition_time_embed_dim", 256),
            file.count("projection_class_embeddings_input_dim", 2816)));
  }

  private static void refuseWhatIsNotBuilt(ConfigFile file) {
    file.require("act_fn", "silu");
    file.require("attention_type", "default");
    file.require("center_input_sample", false);
    file.require("class_embeddings_concat", false);
    file.require("conv_in_kernel", 3);
    file.require("conv_out_kernel", 3);
    file.require("dual_cross_attention", false);
    file.require("only_cross_attention", false);
    file.require("mid_block_only_cross_attention", false);
    file.require("resnet_out_scale_factor", 1);
    file.require("resnet_skip_time_act", false);
    file.require("resnet_time_scale_shift", "default");
    file.require("time_embedding_type", "positional");
    requireNull(
        file,
        "class_embed_type",
        "cross_attention_norm",
        "encoder_hid_dim",
        "encoder_hid_dim_type",
        "num_attention_heads",
        "num_class_embeds",
        "reverse_transformer_layers_per_block",
        "time_embedding_act_fn",
        "time_embedding_dim",
        "timestep_post_act");
  }

  private static void requireNull(ConfigFile file, String... keys) {
    for (String key : keys) {
      file.require(key, null);
    }
  }

  /**
   * Which of the blocks attend: {@code CrossAttnDownBlock2D} does, {@code DownBlock2D} does not.
   */
  private static List<Boolean> blocks(
      ConfigFile file, String key, String way, List<Boolean> absent) {
    if (!file.states(key)) {
      return absent;
    }
    String plain = way + "Block2D";
    String cross = "CrossAttn" + plain;
    return file.texts(key).orElse(List.of()).stream()
        .map(type -> {
          if (!type.equals(plain) && !type.equals(cross)) {
            throw file.refusal(key, plain + " or " + cross);
          }
          return type.equals(cross);
        })
        .toList();
  }
}
