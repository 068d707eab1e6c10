package dev.darkroom.bench;

import dev.darkroom.nn.InitialWeights;
import dev.darkroom.nn.Param;
import dev.darkroom.weights.DType;
import dev.darkroom.weights.SafetensorsWriter;
import dev.darkroom.weights.SafetensorsWriter.Declared;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Weights of a published model's names and shapes with random numbers in them, made once into a
 * folder as diffusers writes it, to be opened from there as a real model's are.
 */
final class MadeWeights {
  /** The file in the folder. */
  static final String FILE = "diffusion_pytorch_model.safetensors";

  private static final long SEED = 15;

  private MadeWeights() {}

  /**
   * A folder with the weights, made if they were not before.
   *
   * @param cache folder that holds such folders
   * @param name of the model, part of the folder's name
   * @throws dev.darkroom.weights.WeightsException if the disk cannot take them
   */
  static Path folder(Path cache, String name, List<Param> params, DType dtype) {
    Path folder = cache.resolve(name + "-" + dtype.name().toLowerCase(Locale.ROOT));
    Path file = folder.resolve(FILE);
    if (!Files.exists(file)) {
      write(file, params, dtype);
      System.gc(); // the numbers drawn are no part of what is measured
    }
    return folder;
  }

  private static void write(Path file, List<Param> params, DType dtype) {
    try {
      Files.createDirectories(file.getParent());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    var initial = new InitialWeights(params, SEED);
    List<Declared> declared =
        params.stream().map(param -> new Declared(param.name(), dtype, param.shape())).toList();
    SafetensorsWriter.write(
        file, declared, tensor -> initial.get(tensor.name()).cast(dtype), Map.of());
  }
}
