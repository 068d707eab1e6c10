package dev.darkroom.model;

import dev.darkroom.failure.ModelException;
import dev.darkroom.nn.Binding;
import dev.darkroom.nn.BindingException;
import dev.darkroom.nn.Param;
import dev.darkroom.nn.PlacedWeights;
import dev.darkroom.nn.RunConfig;
import dev.darkroom.weights.TensorSource;
import dev.darkroom.weights.WeightFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The weight file of a folder, whichever of its published names it has. */
public final class FolderWeights {
  private FolderWeights() {}

  /**
   * Opens the first of these files that is there.
   *
   * @throws ModelException with {@link ModelException.Code#FILE_MISSING} if none is
   */
  public static TensorSource open(Path folder, List<String> names) {
    for (String name : names) {
      if (Files.exists(folder.resolve(name))) {
        return WeightFiles.open(folder.resolve(name));
      }
    }
    throw new ModelException(
        ModelException.Code.FILE_MISSING,
        folder.getFileName() + " holds no weights: one of " + names + " is needed");
  }

  /**
   * Places a module's weights.
   *
   * @throws ModelException with {@link ModelException.Code#WEIGHTS_MISMATCHED} if they do not fit
   */
  public static PlacedWeights place(
      Binding binding, Path folder, List<Param> params, RunConfig config) {
    return place(binding, String.valueOf(folder.getFileName()), params, config);
  }

  /** As {@link #place(Binding, Path, List, RunConfig)}, of a part that messages call by a name. */
  public static PlacedWeights place(
      Binding binding, String name, List<Param> params, RunConfig config) {
    try {
      return PlacedWeights.place(config, binding, params);
    } catch (BindingException e) {
      throw new ModelException(
          ModelException.Code.WEIGHTS_MISMATCHED, name + ": " + e.getMessage(), e);
    }
  }
}
