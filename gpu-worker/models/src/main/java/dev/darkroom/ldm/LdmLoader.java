package dev.darkroom.ldm;

import dev.darkroom.model.FineTuner;
import dev.darkroom.model.Inverter;
import dev.darkroom.model.LoadOptions;
import dev.darkroom.model.ModelLoader;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;

/**
 * Loads a diffusers folder of Stable Diffusion's kind: {@code model_index.json}, {@code unet},
 * {@code vae}, {@code text_encoder}, {@code tokenizer}, {@code scheduler}; of SDXL's, with a second
 * encoder and tokenizer; or of the first latent diffusion model's, with {@code vqvae} and {@code
 * bert} in their place. Weights are read where they lie, in their mapped files, if they are in the
 * dtype that the model runs in; that is F32 unless the options say otherwise.
 */
public final class LdmLoader implements ModelLoader {
  /** The family's name in a model's manifest. */
  public static final String FAMILY = "ldm";

  private final Teachers teachers;

  /** What teaches a model; each is made for the model that it teaches. */
  record Teachers(
      Function<LdmModel, Optional<Inverter>> inverter,
      Function<LdmModel, Optional<FineTuner>> fineTuner) {}

  /** Models that only draw. */
  public LdmLoader() {
    this.teachers = new Teachers(_ -> Optional.empty(), _ -> Optional.empty());
  }

  /** Models that can be taught words as well. */
  public LdmLoader(Function<LdmModel, Inverter> inverter) {
    this.teachers =
        new Teachers(model -> Optional.of(inverter.apply(model)), _ -> Optional.empty());
  }

  /** Models that can be taught words and pictures as well. */
  public LdmLoader(Function<LdmModel, Inverter> inverter, Function<LdmModel, FineTuner> fineTuner) {
    this.teachers =
        new Teachers(
            model -> Optional.of(inverter.apply(model)),
            model -> Optional.of(fineTuner.apply(model)));
  }

  @Override
  public LdmModel load(Path folder, LoadOptions options) {
    return LdmModel.load(folder, options, teachers);
  }
}
