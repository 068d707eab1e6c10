package dev.darkroom.model;

import dev.darkroom.failure.ModelException;
import java.nio.file.Path;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The model families that this process knows, by the name in a model's manifest ({@code ldm}, …).
 */
public final class ModelRegistry {
  private final Map<String, ModelLoader> loaders;

  private ModelRegistry(Map<String, ModelLoader> loaders) {
    this.loaders = new TreeMap<>(loaders);
  }

  public static ModelRegistry of(Map<String, ModelLoader> loaders) {
    return new ModelRegistry(loaders);
  }

  public SortedSet<String> families() {
    return new TreeSet<>(loaders.keySet());
  }

  /**
   * Loads the model in {@code folder} by its family's loader.
   *
   * @throws ModelException with {@link ModelException.Code#FAMILY_UNKNOWN} if there is none; else
   *     as {@link ModelLoader#load}
   */
  public LoadedModel load(String family, Path folder, LoadOptions options) {
    ModelLoader loader = loaders.get(family);
    if (loader == null) {
      throw new ModelException(
          ModelException.Code.FAMILY_UNKNOWN,
          "model family '" + family + "' is not known here: this build has " + families());
    }
    return loader.load(folder, options);
  }
}
