package dev.darkroom.ldm;

import dev.darkroom.ldm.sampler.Latent;
import dev.darkroom.ldm.unet.UNet;
import dev.darkroom.ldm.unet.UNetConfig;
import dev.darkroom.nn.Call;
import dev.darkroom.nn.Graph;
import dev.darkroom.nn.PlacedWeights;
import dev.darkroom.nn.Program;
import dev.darkroom.nn.Resident;
import dev.darkroom.nn.RunConfig;
import dev.darkroom.nn.Sym;
import dev.darkroom.nn.Trace;
import dev.darkroom.nn.Weights;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The UNet with its weights, compiled for the batches and sizes in use. */
public final class DenoiserNetwork implements AutoCloseable {
  private static final int MAX_PROGRAMS = 4;

  private final UNetConfig config;
  private final UNet unet;
  private final PlacedWeights weights;
  private final Programs<Batch> programs;

  /**
   * The shape of a call's latents, (n, C, height, width), and of its texts' states.
   *
   * @param length M, states of a text
   */
  record Batch(int n, int height, int width, int length) {}

  /**
   * What the network is told of the texts, for all calls of a run.
   *
   * @param context the texts' states, on the device: (n, M, E)
   * @param pooled (n, P), empty where the network does not look at it
   * @param sizes (n, 6), likewise
   */
  record Held(Resident context, Latent pooled, Latent sizes) implements AutoCloseable {
    @Override
    public void close() {
      context.close();
    }
  }

  /** A network over the weights in {@code folder}. */
  public DenoiserNetwork(Path folder, UNetConfig config, RunConfig run) {
    this.config = config;
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

  /**
   * Puts what is said of the texts on the device for all calls of a run; the caller closes it.
   *
   * @param texts one a picture of the batch
   * @param sizes six numbers about every picture's size, if the network looks at them
   */
  Held hold(Batch batch, List<Conditioning> texts, Optional<Latent> sizes) {
    FloatBuffer states = FloatBuffer.allocate(batch.n() * batch.length() * config.contextDim());
    texts.forEach(text -> text.states().write(states));
    Resident context =
        programs.get(batch).call("hold").in("states", states.array()).run().kept("context");
    Latent pooled = Latent.of();
    Latent all = Latent.of();
    if (config.sizeEmbedding().isPresent()) {
      for (Conditioning text : texts) {
        pooled = pooled.followedBy(text.pooled().orElseThrow());
        all = all.followedBy(sizes.orElseThrow());
      }
    }
    return new Held(context, pooled, all);
  }

  /** ε_θ(x_t, t, c) for latents at one time. */
  float[] denoise(Batch batch, float[] x, double t, Held held) { // (n, C, h, w)
    float[] times = new float[batch.n()];
    Arrays.fill(times, (float) t);
    Call call =
        programs.get(batch).call("denoise").in("x", x).in("t", times).in("context", held.context());
    if (config.sizeEmbedding().isPresent()) {
      call.in("pooled", held.pooled().toArray()).in("sizes", held.sizes().toArray());
    }
    return call.run().floats("out");
  }

  @Override
  public void close() {
    programs.close();
    weights.close();
  }

  private Graph hold(Batch b) {
    return Graph.trace("hold", trace -> trace.keep("context", context(trace, "states", b)));
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
                    context(trace, "context", b),
                    extra(trace, b))));
  }

  private Sym context(Trace trace, String name, Batch b) {
    return trace.input(name, b.n(), b.length(), config.contextDim());
  }

  private UNet.Extra extra(Trace trace, Batch b) {
    return config
        .sizeEmbedding()
        .map(s ->
            UNet.Extra.ofSizes(
                trace.input("pooled", b.n(), s.pooledDim()),
                trace.exactInput("sizes", b.n(), UNetConfig.SizeEmbedding.IDS)))
        .orElse(UNet.Extra.NONE);
  }
}
