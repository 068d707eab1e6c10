package dev.darkroom.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.darkroom.config.ConfigFile;
import dev.darkroom.ldm.unet.UNet;
import dev.darkroom.ldm.unet.UNetConfig;
import dev.darkroom.nn.Param;
import dev.darkroom.nn.RunConfig;
import dev.darkroom.nn.Weights;
import dev.darkroom.weights.DType;
import dev.darkroom.weights.TensorSource;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UNetRowTest {
  private static final String SMALL =
      """
      {"block_out_channels": [32, 64], "layers_per_block": 1, "attention_head_dim": 4,
       "cross_attention_dim": 16, "down_block_types": ["CrossAttnDownBlock2D", "DownBlock2D"],
       "up_block_types": ["UpBlock2D", "CrossAttnUpBlock2D"]}
      """;

  @Test
  void theNetworkIsStableDiffusionsOfVersion1_5() {
    UNet unet = new UNet(Weights.root(), UNetRow.config());
    assertThat(unet.params().stream().mapToLong(p -> p.shape().numel()).sum())
        .isEqualTo(859_520_964);
    assertThat(unet.params()).hasSize(686);
  }

  @Test
  void weightsAreMadeOnceAndMapped(@TempDir Path folder) {
    UNet unet = small();
    TensorSource made = MadeWeights.open(folder, "small", unet.params(), DType.BF16);
    TensorSource again = MadeWeights.open(folder, "small", unet.params(), DType.BF16);
    assertThat(made.names())
        .containsExactlyInAnyOrderElementsOf(unet.params().stream().map(Param::name).toList());
    for (String name : made.names()) {
      assertThat(made.get(name).data().isMapped()).isTrue();
      assertThat(again.get(name).sameBits(made.get(name))).isTrue();
    }
  }

  @Test
  void aStepAsksTheNetworkForBothBranchesOfGuidance(@TempDir Path folder) {
    UNet unet = small();
    UNetConfig config = smallConfig();
    TensorSource weights = MadeWeights.open(folder, "small", unet.params(), DType.F32);
    try (GuidedUNet network = GuidedUNet.load(unet, config, RunConfig.reference(), weights, 16)) {
      var sampling = UNetRow.begin(network, 2);
      var first = sampling.next();
      assertThat(first.latents().getFirst().size()).isEqualTo(4 * 16 * 16);
      assertThat(network.nativeTime()).isPositive();
      assertThat(sampling.next().done()).isEqualTo(2);
    }
  }

  @Test
  void aNumberOfStepsThatMeasuresNothingIsRefused(@TempDir Path folder) {
    assertThatThrownBy(() -> UNetRow.Options.of(DType.F32, 1, 0, folder))
        .hasMessageContaining("use 1 to 1000");
  }

  @Test
  @Tag("long")
  void javaTakesLittleOfAStepAndCopiesNoWeight(@TempDir Path folder) {
    ModelFigures figures = UNetRow.measure(UNetRow.Options.of(DType.BF16, 1, 1, folder));
    assertThat(figures.javaShare()).isBetween(0.0, 0.02);
    figures
        .peak()
        .ifPresent(peak -> {
          assertThat(peak.mapped()).isGreaterThan(figures.weightBytes());
          assertThat(peak.anonymous()).isLessThan(figures.weightBytes());
        });
  }

  private static UNet small() {
    return new UNet(Weights.root(), smallConfig());
  }

  private static UNetConfig smallConfig() {
    return UNetConfig.read(ConfigFile.of("small", SMALL));
  }
}
