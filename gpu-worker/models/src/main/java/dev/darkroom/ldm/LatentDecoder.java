package dev.darkroom.ldm;

import dev.darkroom.image.Planes;
import dev.darkroom.image.Rgb;
import dev.darkroom.ldm.sampler.Latent;
import dev.darkroom.ldm.vae.AutoencoderKl;
import dev.darkroom.ldm.vae.VaeConfig;
import dev.darkroom.model.ModelException;
import dev.darkroom.nn.Graph;
import dev.darkroom.nn.PlacedWeights;
import dev.darkroom.nn.Program;
import dev.darkroom.nn.RunConfig;
import dev.darkroom.nn.Weights;
import dev.darkroom.weights.DType;
import java.nio.file.Path;

/** The decoder D (LDM, section 3.1) with its weights: one latent at a time becomes a picture. */
public final class LatentDecoder implements AutoCloseable {
  private static final int MAX_PROGRAMS = 4;

  /** A preview's latent is no larger than this on either side: decoding it is cheap. */
  private static final int PREVIEW_SIDE = 16;

  private final VaeConfig config;
  private final AutoencoderKl vae;
  private final PlacedWeights weights;
  private final Programs<Side> programs;

  private record Side(int height, int width) {}

  LatentDecoder(Path folder, VaeConfig config, RunConfig run) {
    this.config = config;
    this.vae = new AutoencoderKl(Weights.root(), config);
    this.weights = PartWeights.placeVae(folder, vae, finite(config, run));
    this.programs = new Programs<>(MAX_PROGRAMS, side -> Program.load(weights, graph(side)));
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
            .get(new Side(height, width))
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

  private Graph graph(Side side) {
    return Graph.trace(
        "decode",
        trace ->
            trace.output(
                "x",
                vae.decode(
                    trace.input("z", 1, config.latentChannels(), side.height(), side.width()))));
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
