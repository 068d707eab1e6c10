package dev.darkroom.bench;

import dev.darkroom.config.ConfigFile;
import dev.darkroom.ldm.Conditioning;
import dev.darkroom.ldm.DenoiserNetwork;
import dev.darkroom.ldm.Guide;
import dev.darkroom.ldm.GuidedDenoiser;
import dev.darkroom.ldm.sampler.Denoiser;
import dev.darkroom.ldm.sampler.Guidance;
import dev.darkroom.ldm.sampler.Latent;
import dev.darkroom.ldm.sampler.Noise;
import dev.darkroom.ldm.sampler.Sampler;
import dev.darkroom.ldm.sampler.SamplerName;
import dev.darkroom.ldm.sampler.Sampling;
import dev.darkroom.ldm.sampler.Schedulers;
import dev.darkroom.ldm.unet.UNet;
import dev.darkroom.ldm.unet.UNetConfig;
import dev.darkroom.model.Size;
import dev.darkroom.nn.Kernels;
import dev.darkroom.nn.Param;
import dev.darkroom.nn.RunConfig;
import dev.darkroom.nn.Weights;
import dev.darkroom.random.TorchRandom;
import dev.darkroom.weights.DType;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * {@code unet_sd15_b2x64}: one step of a sampler with classifier-free guidance at the size of
 * Stable Diffusion 1.5, two 4×64×64 latents a step with 77×768 text states each. All of the step is
 * measured: the sampler, guidance and copies in Java, and the network; nothing is skipped or kept
 * from another step.
 */
public final class UNetRow {
  /** The row's name. */
  public static final String NAME = "unet_sd15_b2x64";

  private static final int MAX_STEPS = 1_000;
  private static final int SIDE = 64;
  private static final int TOKENS = 77;

  /**
   * What to measure.
   *
   * @param config where and how the network runs; its weights are stored in the same dtype
   * @param steps measured
   * @param cache folder that keeps the made weights: 3.4 GB in F32, half of it in BF16
   */
  public record Options(RunConfig config, int steps, Path cache) {
    public Options {
      if (steps < 1 || steps > MAX_STEPS) {
        throw new IllegalArgumentException(
            steps + " steps cannot be measured: use 1 to " + MAX_STEPS);
      }
    }

    /**
     * On the processor, in the layout that leaves the weights where they are mapped: channels
     * innermost would copy those of every convolution, and is no faster.
     */
    public static Options of(DType dtype, int threads, Kernels kernels, int steps, Path cache) {
      return new Options(
          RunConfig.reference().with(dtype).withThreads(threads).with(kernels), steps, cache);
    }
  }

  private UNetRow() {}

  /**
   * Measures the row.
   *
   * @throws dev.darkroom.weights.WeightsException if the weights cannot be written or mapped
   */
  public static ModelFigures measure(Options options) {
    UNetConfig config = config();
    DType dtype = options.config().dtype();
    List<Param> params = new UNet(Weights.root(), config).params();
    Path folder = MadeWeights.folder(options.cache(), "unet_sd15", params, dtype);
    long opened = System.nanoTime();
    try (PeakMemory memory = new PeakMemory();
        DenoiserNetwork network = new DenoiserNetwork(folder, config, options.config());
        GuidedDenoiser denoiser = guided(network, config, SIDE)) {
      Duration load = Duration.ofNanos(System.nanoTime() - opened);
      Sampling sampling = begin(denoiser, options.steps() + 1, size(config, SIDE));
      var subject = new StepMeter.Subject(NAME, options.config(), load, network.bytes());
      return StepMeter.measure(subject, memory, options.steps(), () -> sampling.next());
    }
  }

  /** Stable Diffusion 1.5's. */
  static UNetConfig config() {
    return UNetConfig.read(file("unet_sd15.json"));
  }

  /** The network guided by the states of two texts, which are random numbers. */
  static GuidedDenoiser guided(DenoiserNetwork network, UNetConfig config, int side) {
    TorchRandom random = TorchRandom.seeded(2);
    int states = TOKENS * config.contextDim();
    GuidedDenoiser denoiser =
        new GuidedDenoiser(network, new Size(side, side), List.of(), Optional.empty());
    Conditioning negative =
        new Conditioning(TOKENS, Latent.of(random.randn(states)), Optional.empty());
    Conditioning positive =
        new Conditioning(TOKENS, Latent.of(random.randn(states)), Optional.empty());
    denoiser.follow(
        List.of(
            new Guide(
                Optional.of(negative), List.of(new Guide.Pull(positive, 1)), Guidance.of(7.5))));
    return denoiser;
  }

  /** Values of one picture's latent. */
  static int size(UNetConfig config, int side) {
    return config.inChannels() * side * side;
  }

  /** A run of one picture from noise. */
  static Sampling begin(Denoiser denoiser, int steps, int size) {
    Sampler sampler = Schedulers.parse(file("scheduler_sd15.json"), SamplerName.EULER);
    Noise noise = Noise.of(TorchRandom.seeded(1));
    return Sampling.begin(sampler, sampler.plan(steps), denoiser, List.of(noise), size);
  }

  static ConfigFile file(String name) {
    try (InputStream in = UNetRow.class.getResourceAsStream(name)) {
      byte[] text = Objects.requireNonNull(in, name).readAllBytes();
      return ConfigFile.of(name, new String(text, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
