package dev.darkroom.house;

import dev.darkroom.clip.ClipTextEncoder;
import dev.darkroom.clip.TextConfig;
import dev.darkroom.ldm.Denoising;
import dev.darkroom.ldm.TextSide;
import dev.darkroom.ldm.sampler.NoiseSchedule;
import dev.darkroom.ldm.sampler.Prediction;
import dev.darkroom.ldm.unet.UNet;
import dev.darkroom.ldm.unet.UNetConfig;
import dev.darkroom.nn.AdamW;
import dev.darkroom.nn.Binding;
import dev.darkroom.nn.Call;
import dev.darkroom.nn.Graph;
import dev.darkroom.nn.Param;
import dev.darkroom.nn.RunConfig;
import dev.darkroom.nn.Sym;
import dev.darkroom.nn.Trace;
import dev.darkroom.nn.TrainPlan;
import dev.darkroom.nn.Weights;
import dev.darkroom.random.TorchRandom;
import dev.darkroom.text.Tokenizer;
import dev.darkroom.training.RateSchedule;
import dev.darkroom.training.StepRandom;
import dev.darkroom.training.Task;
import dev.darkroom.weights.Shape;
import dev.darkroom.weights.TensorSource;
import dev.darkroom.world.CaptionWriter;
import dev.darkroom.world.SeedStream;
import java.util.List;

/**
 * Learns the denoiser by the velocity of the noising (Salimans and Ho 2022, App. D): v = α ε − σ x,
 * from x_t = α x + σ ε and the caption, which is empty one time in ten so that guidance has
 * something to guide away from.
 */
final class UNetTask implements Task {
  private static final double EMPTY_CAPTIONS = 0.1;

  private final UNet unet;
  private final ClipTextEncoder encoder;
  private final UNetConfig config;
  private final Tokenizer tokenizer;
  private final TensorSource text;
  private final TrainPlan plan;
  private final RateSchedule schedule;
  private final Latents latents;
  private final NoiseSchedule noise;
  private final long seed;
  private final int batch;

  /**
   * The task over pictures that were encoded beforehand.
   *
   * @param text weights of the encoder, which is not trained any more
   */
  UNetTask(
      Parts parts,
      TensorSource text,
      Latents latents,
      RunConfig run,
      RateSchedule schedule,
      long seed,
      int batch) {
    this.config = parts.unet();
    this.tokenizer = parts.tokenizer();
    this.noise = parts.noise();
    this.unet = new UNet(Weights.root(), config);
    this.encoder = new ClipTextEncoder(Weights.root(), parts.text());
    this.text = text;
    this.plan =
        TrainPlan.of(run, unet.params(), 1e-2)
            .with(new AdamW(0.9, 0.99, 1e-8))
            .withMaxGradientNorm(1)
            .withEma();
    this.latents = latents;
    this.schedule = schedule;
    this.seed = seed;
    this.batch = batch;
  }

  /** What the models of a pipeline are, as their configurations say. */
  record Parts(UNetConfig unet, TextConfig text, Tokenizer tokenizer, NoiseSchedule noise) {}

  List<Param> params() {
    return unet.params();
  }

  @Override
  public TrainPlan plan() {
    return plan;
  }

  @Override
  public Graph graph() {
    return Graph.trace("denoiser", this::record);
  }

  private void record(Trace trace) {
    Sym ids = trace.ids("ids", batch, tokenizer.maxLength());
    Sym context = encoder.normalised(encoder.hiddenStates(ids).getLast()).detach(); // (B, N, E)
    Shape shape = Shape.of(batch, config.inChannels(), latents.side(), latents.side());
    trace.output(
        "loss",
        Denoising.record(trace, unet, shape, TextSide.Told.of(context), Prediction.VELOCITY)
            .loss());
  }

  @Override
  public Binding frozen() {
    return Binding.exact(text);
  }

  @Override
  public List<String> reports() {
    return List.of();
  }

  @Override
  public Call feed(Call call, long step) {
    TorchRandom random = StepRandom.of(seed, step);
    int size = latents.size();
    long[] times = random.randint(0, noise.trainSteps(), batch);
    float[] x = new float[batch * size];
    Captions captions = new Captions(tokenizer, batch);
    for (int b = 0; b < batch; b++) {
      SeedStream stream = SeedStream.of(seed, step * batch + b);
      int chosen = Math.floorMod(stream.nextLong(), latents.count());
      latents.copy(chosen, x, b * size);
      captions.set(
          b,
          stream.nextDouble() < EMPTY_CAPTIONS
              ? ""
              : CaptionWriter.write(latents.scene(chosen), stream));
    }
    return Denoising.feed(
        call.in("ids", captions.ids()), noise, x, random.randn(batch * size), times);
  }

  @Override
  public RateSchedule schedule() {
    return schedule;
  }

  @Override
  public double emaDecay(long step) {
    return Math.min(0.999, (1.0 + step) / (10 + step));
  }
}
