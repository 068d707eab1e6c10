package dev.darkroom.clip;

import dev.darkroom.model.LoadOptions;
import dev.darkroom.model.ModelLoader;
import java.nio.file.Path;

/** Loads a CLIP model's folder, of transformers' or open_clip's layout. */
public final class ClipLoader implements ModelLoader {
  /** The family's name in a model's manifest. */
  public static final String FAMILY = "clip";

  @Override
  public ClipModel load(Path folder, LoadOptions options) {
    return ClipModel.load(folder, options);
  }
}
