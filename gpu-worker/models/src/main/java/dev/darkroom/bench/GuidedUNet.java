package dev.darkroom.bench;

import dev.darkroom.ldm.sampler.Denoiser;
import dev.darkroom.ldm.sampler.Guidance;
import dev.darkroom.ldm.sampler.Latent;
import dev.darkroom.ldm.unet.UNet;
import dev.darkroom.ldm.unet.UNetConfig;
import dev.darkroom.nn.Binding;
import dev.darkroom.nn.Graph;
import dev.darkroom.nn.Outputs;
import dev.darkroom.nn.Program;
import dev.darkroom.nn.RunConfig;
import dev.darkroom.random.TorchRandom;
import dev.darkroom.weights.TensorSource;
import java.nio.FloatBuffer;
import java.time.Duration;
import java.util.List;

/** A UNet with classifier-free guidance for one picture, whose text states are random numbers. */
final class GuidedUNet implements Denoiser, AutoCloseable {
  private static final int TOKENS = 77;
  private static final int BRANCHES = 2;
  private static final Guidance GUIDANCE = Guidance.of(7.5);

  private final Program program;
  private final float[] context;
  private final int latentSize;
  private Duration nativeTime = Duration.ZERO;

  private GuidedUNet(Program program, float[] context, int latentSize) {
    this.program = program;
    this.context = context;
    this.latentSize = latentSize;
  }

  /** For latents of {@code side}×{@code side}. */
  static GuidedUNet load(
      UNet unet, UNetConfig config, RunConfig run, TensorSource weights, int side) {
    int channels = config.inChannels();
    int width = config.contextDim();
    Graph graph =
        Graph.trace(
            "step",
            t ->
                t.output(
                    "out",
                    unet.forward(
                        t.input("x", BRANCHES, channels, side, side),
                        t.exactInput("t", BRANCHES),
                        t.input("context", BRANCHES, TOKENS, width))));
    return new GuidedUNet(
        Program.load(run, Binding.exact(weights), graph),
        TorchRandom.seeded(2).randn(BRANCHES * TOKENS * width),
        channels * side * side);
  }

  @Override
  public List<Latent> denoise(List<Latent> inputs, double time) { // (1, C, h, w)
    FloatBuffer x = FloatBuffer.allocate(BRANCHES * latentSize); // (2, C, h, w)
    for (int branch = 0; branch < BRANCHES; branch++) {
      inputs.getFirst().write(x);
    }
    Outputs outputs =
        program
            .call("step")
            .in("x", x.array())
            .in("t", new float[] {(float) time, (float) time})
            .in("context", context)
            .run();
    nativeTime = nativeTime.plus(outputs.nativeTime());
    FloatBuffer y = FloatBuffer.wrap(outputs.floats("out"));
    Latent unconditional = Latent.read(y, latentSize);
    return List.of(GUIDANCE.combine(unconditional, Latent.read(y, latentSize)));
  }

  /** Values of one latent. */
  int latentSize() {
    return latentSize;
  }

  /** Time spent inside libtorch since {@link #resetNativeTime}. */
  Duration nativeTime() {
    return nativeTime;
  }

  void resetNativeTime() {
    nativeTime = Duration.ZERO;
  }

  @Override
  public void close() {
    program.close();
  }
}
