package dev.darkroom.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.darkroom.config.ConfigFile;
import dev.darkroom.ldm.DenoiserNetwork;
import dev.darkroom.ldm.sampler.Sampling;
import dev.darkroom.ldm.unet.UNet;
import dev.darkroom.ldm.unet.UNetConfig;
import dev.darkroom.nn.Kernels;
import dev.darkroom.nn.Param;
import dev.darkroom.nn.Program;
import dev.darkroom.nn.RunConfig;
import dev.darkroom.nn.Weights;
import dev.darkroom.weights.DType;
import dev.darkroom.weights.Safetensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
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
  void weightsAreMadeOnce(@TempDir Path cache) throws IOException {
    List<Param> params = new UNet(Weights.root(), smallConfig()).params();
    Path folder = MadeWeights.folder(cache, "small", params, DType.BF16);
    Path file = folder.resolve("diffusion_pytorch_model.safetensors");
    Safetensors made = Safetensors.open(file);
    assertThat(made.names())
        .containsExactlyInAnyOrderElementsOf(params.stream().map(Param::name).toList());
    assertThat(made.get("conv_in.weight").dtype()).isEqualTo(DType.BF16);
    FileTime written = Files.getLastModifiedTime(file);
    assertThat(MadeWeights.folder(cache, "small", params, DType.BF16)).isEqualTo(folder);
    assertThat(Files.getLastModifiedTime(file)).isEqualTo(written);
  }

  @Test
  void aStepIsASamplersWithGuidance(@TempDir Path cache) {
    UNetConfig config = smallConfig();
    List<Param> params = new UNet(Weights.root(), config).params();
    Path folder = MadeWeights.folder(cache, "small", params, DType.F32);
    try (var network = new DenoiserNetwork(folder, config, RunConfig.reference());
        var denoiser = UNetRow.guided(network, config, 16)) {
      Sampling sampling = UNetRow.begin(denoiser, 2, UNetRow.size(config, 16));
      Duration before = Program.nativeTime();
      assertThat(sampling.next().latents().getFirst().size()).isEqualTo(4 * 16 * 16);
      assertThat(Program.nativeTime()).isGreaterThan(before);
      assertThat(sampling.next().done()).isEqualTo(2);
    }
  }

  @Test
  void aNumberOfStepsThatMeasuresNothingIsRefused(@TempDir Path folder) {
    assertThatThrownBy(() -> UNetRow.Options.of(DType.F32, 1, Kernels.TUNED, 0, folder))
        .hasMessageContaining("use 1 to 1000");
  }

  @Test
  @Tag("long")
  void javaTakesLittleOfAStepAndCopiesNoWeight(@TempDir Path folder) {
    ModelFigures figures =
        UNetRow.measure(UNetRow.Options.of(DType.BF16, 1, Kernels.TUNED, 1, folder));
    assertThat(figures.javaShare()).isBetween(0.0, 0.02);
    figures
        .peak()
        .ifPresent(peak -> {
          assertThat(peak.mapped()).isGreaterThan(figures.weightBytes());
          assertThat(peak.anonymous()).isLessThan(figures.weightBytes());
        });
  }

  private static UNetConfig smallConfig() {
    return UNetConfig.read(ConfigFile.of("small", SMALL));
  }
}
