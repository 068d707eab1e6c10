package dev.darkroom.ldm;

import dev.darkroom.failure.ModelException;
import dev.darkroom.image.Planes;
import dev.darkroom.image.Rgb;
import dev.darkroom.ldm.sampler.Latent;
import dev.darkroom.ldm.sampler.Noise;
import dev.darkroom.ldm.vae.AutoencoderKl;
import dev.darkroom.ldm.vae.Planar;
import dev.darkroom.ldm.vae.Tiling;
import dev.darkroom.ldm.vae.VaeConfig;
import dev.darkroom.nn.Graph;
import dev.darkroom.nn.PlacedWeights;
import dev.darkroom.nn.Program;
import dev.darkroom.nn.RunConfig;
import dev.darkroom.nn.Sym;
import dev.darkroom.nn.Trace;
import dev.darkroom.nn.Weights;
import dev.darkroom.weights.DType;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The encoder E and the decoder D (LDM, section 3.1) with their weights. Small latents are decoded
 * a few at a time, tile by tile if the model was loaded so and the picture is large.
 */
public final class Autoencoder implements AutoCloseable {
  /** Tiles of four sizes, both ways, a preview, and a few pictures of three numbers at a time. */
  private static final int MAX_PROGRAMS = 12;

  /** Pixels that are decoded at a time, where more than one picture is: those of a usual one. */
  private static final long MAX_PIXELS = 512 * 512;

  /** Latents that are decoded at a time; from a few on, more of them gain little. */
  private static final int MAX_TOGETHER = 8;

  /** A preview's latent is no larger than this on either side: decoding it is cheap. */
  private static final int PREVIEW_SIDE = 16;

  private final VaeConfig config;
  private final AutoencoderKl vae;
  private final PlacedWeights weights;
  private final Programs<Pass> programs;
  private final Optional<Tilings> tilings;

  /** A direction, how many go in, and their size. */
  private record Pass(boolean encode, int n, int height, int width) {}

  /** The tiles of either direction. */
  private record Tilings(Tiling encoding, Tiling decoding) {}

  /** Where a picture's latent may lie: a normal distribution a value, not scaled. */
  public record Posterior(Latent mean, Latent std) {} // (C, h, w)

  Autoencoder(Path folder, VaeConfig config, RunConfig run, boolean tiled) {
    this.config = config;
    this.tilings =
        tiled
            ? Optional.of(new Tilings(Tiling.encoding(config), Tiling.decoding(config)))
            : Optional.empty();
    this.vae = new AutoencoderKl(Weights.root(), config);
    this.weights = PartWeights.placeVae(folder, vae, finite(config, run));
    this.programs = new Programs<>(MAX_PROGRAMS, pass -> Program.load(weights, graph(pass)));
  }

  long bytes() {
    return weights.bytes();
  }

  /**
   * How many of {@code n} latents of this size are decoded by one call: a power of two, so that few
   * programs are compiled; one where tiles are.
   */
  int together(int n, int height, int width) {
    if (divided(height, width).isPresent()) {
      return 1;
    }
    long pixels = (long) config.factor() * config.factor() * height * width;
    long most = Math.min(n, Math.min(MAX_TOGETHER, MAX_PIXELS / pixels));
    return Integer.highestOneBit((int) Math.max(1, most));
  }

  /**
   * Decodes a latent as samplers have it.
   *
   * @param z (C, h, w), scaled
   * @return (3, H, W), about -1 to 1, not clamped
   * @throws ModelException with {@link ModelException.Code#OUTPUT_NOT_FINITE} if it overflowed
   */
  public float[] decode(Latent z, int height, int width) {
    return requireFinite(decode(List.of(z), height, width).getFirst());
  }

  /**
   * Decodes latents by one call, no more than {@link #together}.
   *
   * @param latents each (C, h, w), scaled
   * @return each (3, H, W), about -1 to 1, not clamped; not finite where it overflowed
   */
  List<float[]> decode(List<Latent> latents, int height, int width) {
    List<Planar> unscaled =
        latents.stream()
            .map(z ->
                Planar.of(
                    config.latentChannels(), height, width, unscaled(z, height * width).toArray()))
            .toList();
    Optional<Tiling> tiling = divided(height, width);
    return tiling.isPresent()
        ? unscaled.stream().map(z -> tiling.get().apply(z, this::decoded).toArray()).toList()
        : decoded(unscaled);
  }

  /** The tiles that a latent of this size is decoded in, if it is. */
  private Optional<Tiling> divided(int height, int width) {
    return tilings.map(Tilings::decoding).filter(tiling -> tiling.divides(height, width));
  }

  private static float[] requireFinite(float[] planes) {
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
    int f = config.factor();
    Planar picture = Planar.of(config.inChannels(), f * height, f * width, planes.toArray());
    float[] moments = // (2C, h, w)
        tilings
            .map(Tilings::encoding)
            .filter(tiling -> tiling.divides(picture.height(), picture.width()))
            .map(tiling -> tiling.apply(picture, this::encoded))
            .orElseGet(() -> encoded(picture))
            .toArray();
    int half = moments.length / 2;
    float[] std = Arrays.copyOfRange(moments, half, moments.length);
    for (int i = 0; i < half; i++) {
      double logvar = Math.clamp(std[i], AutoencoderKl.MIN_LOGVAR, AutoencoderKl.MAX_LOGVAR);
      std[i] = (float) Math.exp(logvar / 2);
    }
    return new Posterior(Latent.of(Arrays.copyOf(moments, half)), Latent.of(std));
  }

  /** A latent as samplers have it, drawn from where a picture's may lie. */
  public Latent sample(Posterior where, Noise noise) { // (C, h, w)
    Latent drawn = noise.draw(where.mean().size());
    return scaled(where.mean().plus(where.std().times(drawn)));
  }

  /** z / scaling, or z std / scaling + mean of each channel where the model gives them. */
  private Latent unscaled(Latent z, int area) { // (C, h, w)
    Latent unscaled = z.over(config.scalingFactor());
    if (config.latentsMean().isEmpty()) {
      return unscaled;
    }
    float[] values = unscaled.toArray();
    for (int i = 0; i < values.length; i++) {
      int c = i / area;
      values[i] = (float) (values[i] * config.latentsStd().get(c) + config.latentsMean().get(c));
    }
    return Latent.of(values);
  }

  /** The reverse of {@link #unscaled}. */
  private Latent scaled(Latent z) { // (C, h, w)
    if (config.latentsMean().isEmpty()) {
      return z.times(config.scalingFactor());
    }
    float[] values = z.toArray();
    int area = values.length / config.latentChannels();
    for (int i = 0; i < values.length; i++) {
      int c = i / area;
      values[i] = (float) ((values[i] - config.latentsMean().get(c)) / config.latentsStd().get(c));
    }
    return Latent.of(values).times(config.scalingFactor());
  }

  /**
   * The picture of a decoded latent of this size.
   *
   * @param planes (3, H, W)
   * @throws ModelException as {@link #decode(Latent, int, int)}
   */
  Rgb picture(float[] planes, int height, int width) {
    int w = width * config.factor();
    int h = height * config.factor();
    return Rgb.ofPixels(w, h, Planes.read(requireFinite(planes), 0, w, h));
  }

  /** A picture of the latent's local means where it is large. */
  Rgb preview(Latent z, int height, int width) {
    int k = Math.ceilDiv(Math.max(height, width), PREVIEW_SIDE);
    int h = Math.max(1, height / k);
    int w = Math.max(1, width / k);
    return picture(decode(k == 1 ? z : pooled(z, height, width, k, h, w), h, w), h, w);
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
    Sym z = trace.input("z", pass.n(), config.latentChannels(), pass.height(), pass.width());
    trace.output("x", vae.decode(z)); // (n, 3, H, W)
  }

  private void encode(Trace trace, Pass pass) {
    Sym x = trace.input("x", pass.n(), config.inChannels(), pass.height(), pass.width());
    trace.output("moments", vae.moments(x)); // (n, 2C, h, w)
  }

  private Planar decoded(Planar z) {
    int f = config.factor();
    return Planar.of(
        config.outChannels(), f * z.height(), f * z.width(), decoded(List.of(z)).getFirst());
  }

  /** All of one size, by one call. */
  private List<float[]> decoded(List<Planar> latents) {
    int n = latents.size();
    int height = latents.getFirst().height();
    int width = latents.getFirst().width();
    FloatBuffer z = FloatBuffer.allocate(n * config.latentChannels() * height * width);
    latents.forEach(latent -> z.put(latent.toArray()));
    float[] x = // (n, 3, H, W)
        programs
            .get(new Pass(false, n, height, width))
            .call("decode")
            .in("z", z.array())
            .run()
            .floats("x");
    int size = x.length / n;
    return IntStream.range(0, n)
        .mapToObj(i -> Arrays.copyOfRange(x, i * size, (i + 1) * size))
        .toList();
  }

  private Planar encoded(Planar x) {
    float[] moments =
        programs
            .get(new Pass(true, 1, x.height(), x.width()))
            .call("encode")
            .in("x", x.toArray())
            .run()
            .floats("moments");
    int f = config.factor();
    return Planar.of(2 * config.latentChannels(), x.height() / f, x.width() / f, moments);
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
