package dev.darkroom.ldm;

import dev.darkroom.ldm.unet.UNet;
import dev.darkroom.ldm.unet.UNetConfig;
import dev.darkroom.nn.Graph;
import dev.darkroom.nn.PlacedWeights;
import dev.darkroom.nn.Program;
import dev.darkroom.nn.Resident;
import dev.darkroom.nn.RunConfig;
import dev.darkroom.nn.Weights;
import java.nio.file.Path;
import java.util.Arrays;

/** The UNet with its weights, compiled for the batches and sizes in use. */
public final class DenoiserNetwork implements AutoCloseable {
  private static final int MAX_PROGRAMS = 4;

  private final UNetConfig config;
  private final int textLength;
  private final UNet unet;
  private final PlacedWeights weights;
  private final Programs<Batch> programs;

  /** The shape of a call's latents: (n, C, height, width). */
  public record Batch(int n, int height, int width) {}

  /**
   * A network over the weights in {@code folder}.
   *
   * @param textLength M, tokens of a text
   */
  public DenoiserNetwork(Path folder, UNetConfig config, int textLength, RunConfig run) {
    this.config = config;
    this.textLength = textLength;
    this.unet = new UNet(Weights.root(), config);
    this.weights = PartWeights.placeUNet(folder, unet, run);
    this.programs =
        new Programs<>(MAX_PROGRAMS, batch -> Program.load(weights, hold(batch), denoise(batch)));
  }

  /** Bytes that the weights take, mapped or copied. */
  public long bytes() {
    return weights.bytes();
  }

  /** The weights, which LoRAs change. */
  PlacedWeights weights() {
    return weights;
  }

  /** Puts the texts' states on the device for all calls of a run; the caller closes them. */
  Resident hold(Batch batch, float[] states) { // (n, M, E)
    return programs.get(batch).call("hold").in("states", states).run().kept("context");
  }

  /** ε_θ(x_t, t, c) for latents at one time. */
  float[] denoise(Batch batch, float[] x, double t, Resident context) { // (n, C, h, w)
    float[] times = new float[batch.n()];
    Arrays.fill(times, (float) t);
    return programs
        .get(batch)
        .call("denoise")
        .in("x", x)
        .in("t", times)
        .in("context", context)
        .run()
        .floats("out");
  }

  @Override
  public void close() {
    programs.close();
    weights.close();
  }

  private Graph hold(Batch b) {
    return Graph.trace(
        "hold",
        trace ->
            trace.keep("context", trace.input("states", b.n(), textLength, config.contextDim())));
  }

  private Graph denoise(Batch b) {
    return Graph.trace(
        "denoise",
        trace ->
            trace.output(
                "out",
                unet.forward(
                    trace.input("x", b.n(), config.inChannels(), b.height(), b.width()),
                    trace.exactInput("t", b.n()),
                    trace.input("context", b.n(), textLength, config.contextDim()))));
  }
}
