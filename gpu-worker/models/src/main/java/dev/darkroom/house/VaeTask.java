package dev.darkroom.house;

import dev.darkroom.image.Planes;
import dev.darkroom.ldm.vae.AutoencoderKl;
import dev.darkroom.ldm.vae.VaeConfig;
import dev.darkroom.nn.AdamW;
import dev.darkroom.nn.Binding;
import dev.darkroom.nn.Call;
import dev.darkroom.nn.F;
import dev.darkroom.nn.Graph;
import dev.darkroom.nn.RunConfig;
import dev.darkroom.nn.Sym;
import dev.darkroom.nn.Trace;
import dev.darkroom.nn.TrainPlan;
import dev.darkroom.nn.Weights;
import dev.darkroom.training.StepRandom;
import dev.darkroom.training.Task;
import dev.darkroom.weights.TensorSource;
import dev.darkroom.world.WorldPainter;
import dev.darkroom.world.WorldSampler;
import java.util.List;
import java.util.Map;

/**
 * Learns the autoencoder: absolute and squared error of the picture, and a touch of divergence so
 * that latents stay near a normal distribution (LDM, section 3.1; without the adversary, which flat
 * drawings do not need).
 */
final class VaeTask implements Task {
  static final int SIDE = WorldPainter.SIDE;

  /**
   * Weight of the divergence, summed over a latent. A greater one makes latents too noisy to draw
   * shapes from.
   */
  private static final double KL = 1e-6;

  private final AutoencoderKl vae;
  private final VaeConfig config;
  private final TrainPlan plan;
  private final Schedule schedule;
  private final WorldSampler world;
  private final int batch;

  VaeTask(VaeConfig config, RunConfig run, Schedule schedule, long seed, int batch) {
    this.config = config;
    this.vae = new AutoencoderKl(Weights.root(), config);
    this.plan =
        TrainPlan.of(run, vae.params(), 1e-4)
            .with(new AdamW(0.9, 0.99, 1e-8))
            .withMaxGradientNorm(1)
            .withEma();
    this.schedule = schedule;
    this.world = new WorldSampler(seed);
    this.batch = batch;
  }

  AutoencoderKl vae() {
    return vae;
  }

  @Override
  public TrainPlan plan() {
    return plan;
  }

  @Override
  public Graph graph() {
    return Graph.trace("autoencoder", this::record);
  }

  private void record(Trace trace) {
    int side = SIDE / config.factor();
    Sym x = trace.input("x", batch, 3, SIDE, SIDE);
    var posterior = vae.encode(x);
    Sym y =
        vae.decode(
            posterior.sample(trace.input("noise", batch, config.latentChannels(), side, side)));
    Sym l1 = F.l1Loss(y, x);
    Sym mse = F.mseLoss(y, x);
    Sym kl = posterior.kl();
    trace.output("loss", l1.plus(mse).plus(kl.times(KL)));
    trace.output("l1", l1);
    trace.output("mse", mse);
    trace.output("kl", kl);
  }

  @Override
  public Binding frozen() {
    return Binding.exact(TensorSource.of(Map.of(), Map.of()));
  }

  @Override
  public List<String> reports() {
    return List.of("l1", "mse", "kl");
  }

  @Override
  public Call feed(Call call, long step) {
    float[] x = new float[batch * 3 * SIDE * SIDE];
    for (int b = 0; b < batch; b++) {
      Planes.write(world.training(step * batch + b).pixels(), x, b * 3 * SIDE * SIDE);
    }
    int side = SIDE / config.factor();
    return call.in("x", x)
        .in(
            "noise",
            StepRandom.of(world.seed(), step).randn(batch * config.latentChannels() * side * side));
  }

  @Override
  public Schedule schedule() {
    return schedule;
  }

  @Override
  public double emaDecay(long step) {
    return Math.min(0.998, (1.0 + step) / (10 + step));
  }
}
