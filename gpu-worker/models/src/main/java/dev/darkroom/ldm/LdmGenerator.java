package dev.darkroom.ldm;

import dev.darkroom.ldm.Drawing.Picture;
import dev.darkroom.ldm.sampler.Guidance;
import dev.darkroom.ldm.sampler.Noise;
import dev.darkroom.ldm.sampler.SamplerName;
import dev.darkroom.model.GenerationRequest;
import dev.darkroom.model.GenerationRun;
import dev.darkroom.model.Generator;
import dev.darkroom.model.SamplingSettings;
import dev.darkroom.model.Seed;
import dev.darkroom.model.Size;
import dev.darkroom.random.TorchRandom;
import java.util.List;

/** From a request to a drawing: each picture with torch's CPU generator of its own seed. */
final class LdmGenerator implements Generator {
  private final LdmModel model;

  LdmGenerator(LdmModel model) {
    this.model = model;
  }

  @Override
  public GenerationRun start(GenerationRequest request) {
    SamplingSettings sampling = request.sampling();
    Size size = request.size();
    model.use(request.additions().loras());
    List<Picture> pictures = request.seeds().stream().map(seed -> picture(request, seed)).toList();
    return model.draw(
        new Drawing(
            pictures,
            model.sampler(SamplerName.of(sampling.sampler())),
            sampling.steps(),
            new Guidance(sampling.guidance(), sampling.rescale()),
            request.prompt().clipSkip(),
            size,
            Origins.of(request.start(), size)),
        request.additions().words());
  }

  private Picture picture(GenerationRequest request, Seed seed) {
    Noise own = Noise.of(TorchRandom.seeded(seed.value()));
    Noise noise =
        seed.variation()
            .map(v -> {
              Size latent = model.latentSize(request.size());
              Noise other = Noise.of(TorchRandom.seeded(v.seed()));
              return Variations.between(own, other, v.strength(), latent.height(), latent.width());
            })
            .orElse(own);
    return new Picture(request.prompt().text(), request.prompt().negative(), noise);
  }
}
