package dev.darkroom.ldm;

import dev.darkroom.failure.ModelException;
import dev.darkroom.ldm.sampler.Ddim;
import dev.darkroom.ldm.sampler.Sampler;
import dev.darkroom.ldm.sampler.SamplerName;
import dev.darkroom.ldm.sampler.Schedulers;
import dev.darkroom.model.SamplingSettings;
import java.nio.file.Path;

/**
 * The samplers of a model, each made from its own scheduler's file.
 *
 * @param scheduler the model's {@code scheduler_config.json}
 */
record LdmSamplers(Path scheduler) {
  /**
   * A sampler for this model.
   *
   * @throws ModelException if it cannot do what the model needs
   */
  Sampler named(SamplerName name) {
    return Schedulers.read(scheduler, name);
  }

  /**
   * A sampler for this model, as a request says.
   *
   * @throws ModelException if it cannot do what the model or the request needs
   */
  Sampler as(SamplingSettings settings) {
    Sampler sampler = named(SamplerName.of(settings.sampler()));
    if (settings.eta() == 0) {
      return sampler;
    }
    if (sampler instanceof Ddim ddim) {
      return ddim.withEta(settings.eta());
    }
    throw ModelException.badRequest(
        "eta",
        "eta %s means nothing to sampler %s: use ddim, or eta 0"
            .formatted(settings.eta(), settings.sampler()));
  }
}
