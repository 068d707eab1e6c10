package dev.darkroom.model;

import dev.darkroom.failure.ModelException;
import java.nio.file.Path;

/** How one family reads a model's folder. */
@FunctionalInterface
public interface ModelLoader {
  /**
   * Loads the model in {@code folder}.
   *
   * @throws ModelException if a file is missing, or a configuration is not supported
   * @throws dev.darkroom.weights.WeightsException if a weight file is refused
   */
  LoadedModel load(Path folder, LoadOptions options);
}
