package dev.darkroom.house;

import dev.darkroom.image.Planes;
import dev.darkroom.ldm.vae.AutoencoderKl;
import dev.darkroom.ldm.vae.VaeConfig;
import dev.darkroom.nn.Binding;
import dev.darkroom.nn.Graph;
import dev.darkroom.nn.Outputs;
import dev.darkroom.nn.Program;
import dev.darkroom.nn.RunConfig;
import dev.darkroom.nn.Weights;
import dev.darkroom.weights.DType;
import dev.darkroom.weights.HostTensor;
import dev.darkroom.weights.Safetensors;
import dev.darkroom.weights.SafetensorsWriter;
import dev.darkroom.weights.TensorSource;
import dev.darkroom.world.Scene;
import dev.darkroom.world.WorldSampler;
import java.nio.file.Path;
import java.util.Map;

/**
 * Training pictures of the world as scaled latents, encoded once; their scenes are remade from
 * their numbers.
 */
final class Latents {
  private static final int BATCH = 32;
  private static final String NAME = "latents";

  private final float[] values;
  private final int count;
  private final int size;
  private final int side;
  private final WorldSampler world;

  private Latents(HostTensor latents, WorldSampler world) {
    this.values = latents.toFloats();
    this.count = Math.toIntExact(latents.shape().dim(0));
    this.size = values.length / count;
    this.side = Math.toIntExact(latents.shape().dim(2));
    this.world = world;
  }

  /** Reads what {@link #encode} wrote. */
  static Latents open(Path file, long worldSeed) {
    return new Latents(Safetensors.open(file).get(NAME), new WorldSampler(worldSeed));
  }

  /**
   * Encodes pictures 0 to {@code count} of a world to the mean of their latents, divided by the
   * latents' deviation.
   *
   * @return the factor that they were multiplied by
   */
  static double encode(
      VaeConfig config, TensorSource weights, RunConfig run, long worldSeed, int count, Path file) {
    AutoencoderKl vae = new AutoencoderKl(Weights.root(), config);
    int pixels = 3 * VaeTask.SIDE * VaeTask.SIDE;
    int side = VaeTask.SIDE / config.factor();
    int size = config.latentChannels() * side * side;
    WorldSampler world = new WorldSampler(worldSeed);
    float[] all = new float[count * size];
    Graph graph =
        Graph.trace(
            "encode",
            trace ->
                trace.output(
                    "mean",
                    vae.encode(trace.input("x", BATCH, 3, VaeTask.SIDE, VaeTask.SIDE)).mean()));
    try (Program program = Program.load(run, Binding.partOf(weights), graph)) {
      for (int first = 0; first < count; first += BATCH) {
        float[] x = new float[BATCH * pixels];
        int n = Math.min(BATCH, count - first);
        for (int b = 0; b < n; b++) {
          Planes.write(world.training(first + b).pixels(), x, b * pixels);
        }
        Outputs outputs = program.call("encode").in("x", x).run();
        System.arraycopy(outputs.floats("mean"), 0, all, first * size, n * size);
      }
    }
    double factor = 1 / deviation(all);
    for (int i = 0; i < all.length; i++) {
      all[i] = (float) (all[i] * factor);
    }
    HostTensor latents =
        HostTensor.ofFloats(all, count, config.latentChannels(), side, side).cast(DType.F16);
    SafetensorsWriter.write(
        file, Map.of(NAME, latents), Map.of("scaling_factor", Double.toString(factor)));
    return factor;
  }

  int count() {
    return count;
  }

  /** Numbers of one latent. */
  int size() {
    return size;
  }

  int side() {
    return side;
  }

  Scene scene(int i) {
    return world.training(i).scene();
  }

  void copy(int i, float[] to, int at) {
    System.arraycopy(values, i * size, to, at, size);
  }

  /** Root of the mean square: latents are scaled, not shifted. */
  private static double deviation(float[] values) {
    double sum = 0;
    for (float value : values) {
      sum += (double) value * value;
    }
    return Math.sqrt(sum / values.length);
  }
}
