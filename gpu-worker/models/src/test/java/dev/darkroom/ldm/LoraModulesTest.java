package dev.darkroom.ldm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.darkroom.lora.Lora;
import dev.darkroom.lora.LoraLayer;
import dev.darkroom.lora.LoraPart;
import dev.darkroom.lora.LoraReader;
import dev.darkroom.lora.LoraTargets;
import dev.darkroom.testing.Fixtures;
import dev.darkroom.weights.HostTensor;
import dev.darkroom.weights.WeightsException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LoraModulesTest {
  private static final Path TINY = Fixtures.folder("ldm/lora/tiny");

  @Test
  void aFolderTellsItsModulesWithoutItsWeights() {
    Lora lora = LoraReader.read(TINY.resolve("kohya.safetensors"));
    Lora named = lora.in(LoraModules.inFolder(TINY.resolve("sd")));
    assertThat(named.layers().get(LoraPart.UNET).keySet())
        .containsExactlyInAnyOrderElementsOf(
            LoraReader.read(TINY.resolve("pytorch_lora_weights.safetensors"))
                .layers()
                .get(LoraPart.UNET)
                .keySet());
  }

  @Test
  void withoutAModelTheNamesOfThePublishedOnesTellWhereTheDotsStand() {
    Lora lora = LoraReader.read(TINY.resolve("kohya.safetensors"));
    LoraTargets kind = LoraTargets.first(LoraModules.published(), lora);
    assertThat(lora.in(kind).layers().get(LoraPart.TEXT_ENCODER))
        .containsKey("text_model.encoder.layers.1.self_attn.out_proj");
  }

  @Test
  void depthAndTheSecondTextEncoderTellSdxl() {
    Lora deep = lora(LoraPart.UNET, "input_blocks_7_1_transformer_blocks_9_attn1_to_q");
    assertThat(deep.in(LoraTargets.first(LoraModules.published(), deep)).layers())
        .containsOnlyKeys(LoraPart.UNET)
        .extractingByKey(LoraPart.UNET)
        .extracting(Map::keySet)
        .asString()
        .isEqualTo("[down_blocks.2.attentions.0.transformer_blocks.9.attn1.to_q]");
    Lora second = lora(LoraPart.TEXT_ENCODER_2, "text_model_encoder_layers_31_mlp_fc1");
    assertThat(second.in(LoraTargets.first(LoraModules.published(), second)).size()).isOne();
  }

  @Test
  void whatNoPublishedModelHasIsRefusedByItsName() {
    Lora foreign = lora(LoraPart.UNET, "joint_blocks_0_context_block_attn_qkv");
    assertThatThrownBy(() -> LoraTargets.first(LoraModules.published(), foreign))
        .isInstanceOf(WeightsException.class)
        .hasMessageContaining("unet.joint_blocks_0_context_block_attn_qkv");
  }

  private static Lora lora(LoraPart part, String module) {
    HostTensor down = HostTensor.ofFloats(new float[2], 1, 2);
    HostTensor up = HostTensor.ofFloats(new float[2], 2, 1);
    return Lora.of(Map.of(part, Map.of(module, new LoraLayer(down, up, 1))));
  }
}
