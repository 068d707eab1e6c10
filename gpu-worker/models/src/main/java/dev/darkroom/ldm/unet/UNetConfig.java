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
    int downsamplePadding,
    Optional<SizeEmbedding> sizeEmbedding,
    Optional<Integer> guidanceDim) {

  /**
   * The extra embedding of SDXL: pooled text and six sizes.
   *
   * @param idDim width of the embedding of each size
   * @param inputDim pooled text width + 6 · idDim
   */
  public record SizeEmbedding(int idDim, int inputDim) {}

  /** Width of the time embedding. */
  public int timeDim() {
    return 4 * channels.getFirst();
  }

  /** Pictures of a latent whose sides divide by this need no odd sizes on the way up. */
  public int factor() {
    return 1 << (channels.size() - 1);
  }

  public static UNetConfig read(ConfigFile file) {
    List<Integer> channels = file.integers("block_out_channels", List.of(320, 640, 1280, 1280));
    int levels = channels.size();
    List<Boolean> cross =
        blocks(file, "down_block_types", "Down", List.of(true, true, true, false)); // widest first
    List<Boolean> up =
        blocks(file, "up_block_types", "Up", List.of(false, true, true, true)); // narrowest first
    if (levels < 1 || cross.size() != levels) {
      throw file.unsupported("down_block_types", levels + " levels are in block_out_channels");
    }
    if (!up.equals(cross.reversed())) {
      throw file.unsupported("up_block_types", "the mirror image of down_block_types is needed");
    }
    file.only("mid_block_type", "UNetMidBlock2DCrossAttn");
    refuseWhatIsNotBuilt(file);
    UNetConfig config =
        new UNetConfig(
            file.positive("in_channels", 4),
            file.positive("out_channels", 4),
            channels,
            file.positive("layers_per_block", 2),
            cross,
            file.perPlace("attention_head_dim", 8, levels),
            file.perPlace("transformer_layers_per_block", 1, levels),
            file.positive("cross_attention_dim", 1280),
            file.positive("norm_num_groups", 32),
            file.number("norm_eps", 1e-5),
            file.flag("use_linear_projection", false),
            file.flag("flip_sin_to_cos", true),
            file.number("freq_shift", 0),
            file.number("mid_block_scale_factor", 1),
            file.integer("downsample_padding", 1),
            sizeEmbedding(file),
            file.has("time_cond_proj_dim")
                ? Optional.of(file.positive("time_cond_proj_dim", 1))
                : Optional.empty());
    file.irrelevant(
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
        throw file.unsupported(
            "norm_num_groups", "it must divide " + channels.get(i) + " channels");
      }
      if (heads.get(i) < 1 || channels.get(i) % heads.get(i) != 0) {
        throw file.unsupported(
            "attention_head_dim",
            "it is a number of heads and must divide " + channels.get(i) + " channels");
      }
    }
    if (downsamplePadding != 1) {
      throw file.unsupported("downsample_padding", "only 1 is supported");
    }
  }

  private static Optional<SizeEmbedding> sizeEmbedding(ConfigFile file) {
    if (!file.has("addition_embed_type")) {
      file.none(
          "addition_embed_type",
          "addition_time_embed_dim",
          "projection_class_embeddings_input_dim");
      return Optional.empty();
    }
    file.word("addition_embed_type", "text_time", "text_time");
    return Optional.of(
        new SizeEmbedding(
            file.positive("addition_time_embed_dim", 256),
            file.positive("projection_class_embeddings_input_dim", 2816)));
  }

  private static void refuseWhatIsNotBuilt(ConfigFile file) {
    file.only("act_fn", "silu")
        .only("attention_type", "default")
        .only("center_input_sample", false)
        .only("class_embeddings_concat", false)
        .only("conv_in_kernel", 3)
        .only("conv_out_kernel", 3)
        .only("dual_cross_attention", false)
        .only("only_cross_attention", false)
        .only("mid_block_only_cross_attention", false)
        .only("resnet_out_scale_factor", 1)
        .only("resnet_skip_time_act", false)
        .only("resnet_time_scale_shift", "default")
        .only("time_embedding_type", "positional")
        .none(
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

  /**
   * Which of the blocks attend: {@code CrossAttnDownBlock2D} does, {@code DownBlock2D} does not.
   */
  private static List<Boolean> blocks(
      ConfigFile file, String key, String way, List<Boolean> absent) {
    if (!file.has(key)) {
      return absent;
    }
    String plain = way + "Block2D";
    String cross = "CrossAttn" + plain;
    return file.texts(key, List.of()).stream()
        .map(type -> {
          if (!type.equals(plain) && !type.equals(cross)) {
            throw file.unsupported(key, "supported: " + plain + ", " + cross);
          }
          return type.equals(cross);
        })
        .toList();
  }
}
