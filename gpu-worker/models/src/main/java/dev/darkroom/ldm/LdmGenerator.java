package dev.darkroom.ldm;

import dev.darkroom.ldm.Drawing.Picture;
import dev.darkroom.ldm.sampler.Guidance;
import dev.darkroom.ldm.sampler.Noise;
import dev.darkroom.ldm.sampler.SamplerName;
import dev.darkroom.model.GenerationRequest;
import dev.darkroom.model.GenerationRun;
import dev.darkroom.model.Generator;
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
    List<Picture> pictures = request.seeds().stream().map(seed -> picture(request, seed)).toList();
    return model.draw(
        new Drawing(
            pictures,
            model.sampler(SamplerName.of(request.sampler())),
            request.steps(),
            Guidance.of(request.guidance()),
            0,
            request.width(),
            request.height()));
  }

  private static Picture picture(GenerationRequest request, long seed) {
    Noise noise = Noise.of(TorchRandom.seeded(seed));
    return new Picture(request.prompt(), request.negative(), noise);
  }
}
