package dev.darkroom.ldm.unet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.darkroom.config.ConfigFile;
import dev.darkroom.nn.Param;
import dev.darkroom.nn.Weights;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OriginalNamesTest {
  private static final String BASE =
      "\"cross_attention_dim\": 768, \"in_channels\": 4, \"attention_head_dim\": 8";

  @Test
  void theBlocksOfStableDiffusionAreNumberedThrough() {
    Map<String, String> names = original("{" + BASE + "}");
    assertThat(names)
        .containsEntry("conv_in.weight", "input_blocks.0.0.weight")
        .containsEntry("time_embedding.linear_2.bias", "time_embed.2.bias")
        .containsEntry(
            "down_blocks.1.attentions.1.transformer_blocks.0.attn2.to_k.weight",
            "input_blocks.5.1.transformer_blocks.0.attn2.to_k.weight")
        .containsEntry("down_blocks.0.downsamplers.0.conv.weight", "input_blocks.3.0.op.weight")
        .containsEntry(
            "down_blocks.3.resnets.1.time_emb_proj.bias", "input_blocks.11.0.emb_layers.1.bias")
        .containsEntry("mid_block.resnets.1.norm2.weight", "middle_block.2.out_layers.0.weight")
        .containsEntry("mid_block.attentions.0.proj_in.weight", "middle_block.1.proj_in.weight")
        .containsEntry("up_blocks.0.upsamplers.0.conv.bias", "output_blocks.2.1.conv.bias")
        .containsEntry("up_blocks.1.upsamplers.0.conv.bias", "output_blocks.5.2.conv.bias")
        .containsEntry(
            "up_blocks.3.resnets.2.conv_shortcut.weight",
            "output_blocks.11.0.skip_connection.weight")
        .containsEntry("conv_norm_out.weight", "out.0.weight")
        .containsEntry("conv_out.bias", "out.2.bias");
    assertThat(new HashSet<>(names.values())).hasSize(686);
  }

  @Test
  void sdxlHasThreeLevelsAndALabelEmbedding() {
    Map<String, String> names =
        original(
            """
            {"cross_attention_dim": 2048, "block_out_channels": [320, 640, 1280],
             "attention_head_dim": [5, 10, 20], "use_linear_projection": true,
             "transformer_layers_per_block": [1, 2, 10], "addition_embed_type": "text_time",
             "addition_time_embed_dim": 256, "projection_class_embeddings_input_dim": 2816,
             "down_block_types": ["DownBlock2D", "CrossAttnDownBlock2D", "CrossAttnDownBlock2D"],
             "up_block_types": ["CrossAttnUpBlock2D", "CrossAttnUpBlock2D", "UpBlock2D"]}
            """);
    assertThat(names)
        .containsEntry("add_embedding.linear_1.weight", "label_emb.0.0.weight")
        .containsEntry(
            "down_blocks.2.attentions.0.transformer_blocks.9.ff.net.0.proj.weight",
            "input_blocks.7.1.transformer_blocks.9.ff.net.0.proj.weight")
        .containsEntry("up_blocks.0.upsamplers.0.conv.weight", "output_blocks.2.2.conv.weight")
        .containsEntry(
            "up_blocks.2.resnets.0.conv1.weight", "output_blocks.6.0.in_layers.2.weight");
    assertThat(new HashSet<>(names.values())).hasSize(1680);
  }

  @Test
  void aForeignNameIsRefused() {
    assertThatThrownBy(() -> OriginalNames.of(List.of("encoder.layers.0")))
        .hasMessageContaining("'encoder.layers.0' is no part of a UNet");
  }

  private static Map<String, String> original(String config) {
    var unet = new UNet(Weights.root(), UNetConfig.read(ConfigFile.of("config.json", config)));
    Collection<String> names = unet.params().stream().map(Param::name).toList();
    return OriginalNames.of(names);
  }
}
