package dev.darkroom.ldm;

import dev.darkroom.image.Planes;
import dev.darkroom.image.Rgb;
import dev.darkroom.ldm.sampler.Latent;
import dev.darkroom.ldm.sampler.Noise;
import dev.darkroom.ldm.vae.AutoencoderKl;
import dev.darkroom.ldm.vae.VaeConfig;
import dev.darkroom.model.ModelException;
import dev.darkroom.nn.Graph;
import dev.darkroom.nn.Outputs;
import dev.darkroom.nn.PlacedWeights;
import dev.darkroom.nn.Program;
import dev.darkroom.nn.RunConfig;
import dev.darkroom.nn.Sym;
import dev.darkroom.nn.Trace;
import dev.darkroom.nn.Weights;
import dev.darkroom.weights.DType;
import java.nio.file.Path;

/** The encoder E and the decoder D (LDM, section 3.1) with their weights: one picture at a time. */
public final class Autoencoder implements AutoCloseable {
  private static final int MAX_PROGRAMS = 4;

  /** A preview's latent is no larger than this on either side: decoding it is cheap. */
  private static final int PREVIEW_SIDE = 16;

  private final VaeConfig config;
  private final AutoencoderKl vae;
  private final PlacedWeights weights;
  private final Programs<Pass> programs;

  /** A direction, and the latent's size. */
  private record Pass(boolean encode, int height, int width) {}

  /** Where a picture's latent may lie: a normal distribution a value, not scaled. */
  public record Posterior(Latent mean, Latent std) {} // (C, h, w)

  Autoencoder(Path folder, VaeConfig config, RunConfig run) {
    this.config = config;
    this.vae = new AutoencoderKl(Weights.root(), config);
    this.weights = PartWeights.placeVae(folder, vae, finite(config, run));
    this.programs = new Programs<>(MAX_PROGRAMS, pass -> Program.load(weights, graph(pass)));
  }

  long bytes() {
    return weights.bytes();
  }

  /**
   * Decodes a latent as samplers have it.
   *
   * @param z (C, h, w), scaled
   * @return (3, H, W), about -1 to 1, not clamped
   * @throws ModelException with {@link ModelException.Code#OUTPUT_NOT_FINITE} if it overflowed
   */
  public float[] decode(Latent z, int height, int width) {
    float[] planes =
        programs
            .get(new Pass(false, height, width))
            .call("decode")
            .in("z", z.over(config.scalingFactor()).toArray())
            .run()
            .floats("x");
    for (float value : planes) {
      if (!Float.isFinite(value)) {
        throw new ModelException(
            ModelException.Code.OUTPUT_NOT_FINITE,
            "the decoded picture is not finite: run the model in f32 or bf16");
      }
    }
    return planes;
  }

  /**
   * Encodes a picture.
   *
   * @param planes (3, H, W), -1 to 1
   * @param height of the latent
   * @param width of the latent
   */
  public Posterior encode(Latent planes, int height, int width) {
    Outputs outputs =
        programs.get(new Pass(true, height, width)).call("encode").in("x", planes.toArray()).run();
    return new Posterior(Latent.of(outputs.floats("mean")), Latent.of(outputs.floats("std")));
  }

  /** A latent as samplers have it, drawn from where a picture's may lie. */
  public Latent sample(Posterior where, Noise noise) { // (C, h, w)
    Latent drawn = noise.draw(where.mean().size());
    return where.mean().plus(where.std().times(drawn)).times(config.scalingFactor());
  }

  /** The picture of a latent (C, h, w). */
  Rgb picture(Latent z, int height, int width) {
    int w = width * config.factor();
    int h = height * config.factor();
    return Rgb.ofPixels(w, h, Planes.read(decode(z, height, width), 0, w, h));
  }

  /** A picture of the latent's local means where it is large. */
  Rgb preview(Latent z, int height, int width) {
    int k = Math.ceilDiv(Math.max(height, width), PREVIEW_SIDE);
    int h = Math.max(1, height / k);
    int w = Math.max(1, width / k);
    return picture(k == 1 ? z : pooled(z, height, width, k, h, w), h, w);
  }

  @Override
  public void close() {
    programs.close();
    weights.close();
  }

  private Graph graph(Pass pass) {
    return pass.encode()
        ? Graph.trace("encode", trace -> encode(trace, pass))
        : Graph.trace("decode", trace -> decode(trace, pass));
  }

  private void decode(Trace trace, Pass pass) {
    Sym z = trace.input("z", 1, config.latentChannels(), pass.height(), pass.width());
    trace.output("x", vae.decode(z)); // (1, 3, H, W)
  }

  private void encode(Trace trace, Pass pass) {
    int f = config.factor();
    Sym x =
        trace.input("x", 1, config.inChannels(), (long) f * pass.height(), (long) f * pass.width());
    AutoencoderKl.Posterior posterior = vae.encode(x);
    trace.output("mean", posterior.mean()); // (1, C, h, w)
    trace.output("std", posterior.std());
  }

  private Latent pooled(Latent z, int height, int width, int k, int h, int w) {
    float[] means = new float[config.latentChannels() * h * w];
    for (int i = 0; i < means.length; i++) {
      int c = i / (h * w);
      int y = i / w % h * k;
      int x = i % w * k;
      float sum = 0;
      for (int j = 0; j < k * k; j++) {
        sum +=
            z.at(
                (c * height + Math.min(y + j / k, height - 1)) * width
                    + Math.min(x + j % k, width - 1));
      }
      means[i] = sum / (k * k);
    }
    return Latent.of(means);
  }

  /** Autoencoders that say so overflow in F16. */
  private static RunConfig finite(VaeConfig config, RunConfig run) {
    return config.forceUpcast() && run.dtype() == DType.F16 ? run.with(DType.F32) : run;
  }
}
