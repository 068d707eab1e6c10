package dev.darkroom.ldm;

import dev.darkroom.model.Inverter;
import dev.darkroom.model.LoadOptions;
import dev.darkroom.model.ModelLoader;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;

/**
 * Loads a diffusers folder of Stable Diffusion's kind: {@code model_index.json}, {@code unet},
 * {@code vae}, {@code text_encoder}, {@code tokenizer}, {@code scheduler}. Weights are read where
 * they lie, in their mapped files, if they are in the dtype that the model runs in; that is F32
 * unless the options say otherwise.
 */
public final class LdmLoader implements ModelLoader {
  private final Function<LdmModel, Optional<Inverter>> inverter;

  /** Models that only draw. */
  public LdmLoader() {
    this.inverter = _ -> Optional.empty();
  }

  /** Models that can be taught words as well. */
  public LdmLoader(Function<LdmModel, Inverter> inverter) {
    this.inverter = model -> Optional.of(inverter.apply(model));
  }

  /** The family's name in a model's manifest. */
  public static final String FAMILY = "ldm";

  @Override
  public LdmModel load(Path folder, LoadOptions options) {
    return LdmModel.load(folder, options, inverter);
  }
}
