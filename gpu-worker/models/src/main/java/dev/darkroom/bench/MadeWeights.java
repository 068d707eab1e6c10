package dev.darkroom.bench;

import dev.darkroom.nn.InitialWeights;
import dev.darkroom.nn.Param;
import dev.darkroom.weights.DType;
import dev.darkroom.weights.Safetensors;
import dev.darkroom.weights.SafetensorsWriter;
import dev.darkroom.weights.SafetensorsWriter.Declared;
import dev.darkroom.weights.TensorSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Weights of a published model's names and shapes with random numbers in them, made once into a
 * file and mapped from there, as a real model's would be.
 */
final class MadeWeights {
  private static final long SEED = 15;

  private MadeWeights() {}

  /**
   * The weights, from {@code folder} if they were made before.
   *
   * @param name of the model, part of the file's name
   * @throws dev.darkroom.weights.WeightsException if the disk cannot take them
   */
  static TensorSource open(Path folder, String name, List<Param> params, DType dtype) {
    Path file = folder.resolve(name + "-" + dtype + "-seed" + SEED + ".safetensors");
    if (!Files.exists(file)) {
      write(file, params, dtype);
    }
    return Safetensors.open(file);
  }

  private static void write(Path file, List<Param> params, DType dtype) {
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
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
