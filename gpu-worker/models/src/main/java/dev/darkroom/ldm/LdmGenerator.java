package dev.darkroom.ldm;

import dev.darkroom.image.Planes;
import dev.darkroom.image.Resize;
import dev.darkroom.image.Rgb;
import dev.darkroom.ldm.Drawing.Picture;
import dev.darkroom.ldm.sampler.Guidance;
import dev.darkroom.ldm.sampler.Latent;
import dev.darkroom.ldm.sampler.Noise;
import dev.darkroom.ldm.sampler.Plan;
import dev.darkroom.lora.LoraUse;
import dev.darkroom.model.GenerationBatch;
import dev.darkroom.model.GenerationRequest;
import dev.darkroom.model.GenerationRun;
import dev.darkroom.model.Generator;
import dev.darkroom.model.SamplingSettings;
import dev.darkroom.model.Seed;
import dev.darkroom.model.Size;
import dev.darkroom.model.Start;
import dev.darkroom.random.TorchRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** From a request to a drawing: each picture with torch's CPU generator of its own seed. */
final class LdmGenerator implements Generator {
  private final LdmModel model;

  LdmGenerator(LdmModel model) {
    this.model = model;
  }

  @Override
  public GenerationRun start(GenerationRequest request) {
    model.use(request.additions().loras());
    return request.start() instanceof Start.FromSmaller smaller
        ? twice(request, smaller)
        : draw(
            request, drawing(request, request.size(), Origins.of(request.start(), request.size())));
  }

  @Override
  public GenerationBatch start(List<GenerationRequest> requests) {
    if (requests.size() == 1 || !alike(requests)) {
      return Generator.super.start(requests);
    }
    GenerationRequest first = requests.getFirst();
    model.use(first.additions().loras());
    return new LdmBatch(
        model.draw(requests.stream().map(this::order).toList()),
        requests.stream().map(request -> request.seeds().size()).toList());
  }

  /** A request from noise as the model draws it. */
  LdmModel.Order order(GenerationRequest request) {
    return new LdmModel.Order(
        drawing(request, request.size(), new Origin.Nothing()), request.additions().words());
  }

  /** What requests must have in common to be drawn as one. */
  private record Common(String sampler, int steps, double eta, Size size, List<LoraUse> loras) {
    static Common of(GenerationRequest request) {
      SamplingSettings sampling = request.sampling();
      return new Common(
          sampling.sampler(),
          sampling.steps(),
          sampling.eta(),
          request.size(),
          request.additions().loras());
    }
  }

  private static boolean alike(List<GenerationRequest> requests) {
    return requests.stream().allMatch(request -> request.start() instanceof Start.FromNoise)
        && requests.stream().map(Common::of).distinct().count() == 1;
  }

  /** A small picture first, then image to image from it. */
  private GenerationRun twice(GenerationRequest request, Start.FromSmaller smaller) {
    model.latentSize(request.size()); // refused now, not after the first pass
    Drawing small = drawing(request, smaller.first(), new Origin.Nothing());
    Plan second =
        small.method().sampler().plan(small.method().steps()).lastPart(smaller.strength());
    return new TwoPassRun(
        draw(request, small),
        second.calls() - second.first(),
        first -> secondPass(request, smaller, first));
  }

  private LdmRun secondPass(GenerationRequest request, Start.FromSmaller smaller, LdmRun first) {
    Drawing drawing = drawing(request, request.size(), new Origin.Nothing());
    List<Latent> latents = enlarged(smaller, first, drawing);
    return draw(request, drawing.from(new Origin.Latents(latents, smaller.strength())));
  }

  private LdmRun draw(GenerationRequest request, Drawing drawing) {
    return model.draw(drawing, request.additions().words());
  }

  private List<Latent> enlarged(Start.FromSmaller smaller, LdmRun first, Drawing drawing) {
    Size from = model.latentSize(smaller.first());
    Size to = model.latentSize(drawing.size());
    return switch (smaller.enlargement()) {
      case LATENT_NEAREST ->
          first.latents().stream().map(z -> Enlarging.nearest(z, from, to)).toList();
      case LATENT_BILINEAR ->
          first.latents().stream().map(z -> Enlarging.bilinear(z, from, to)).toList();
      case PIXELS_LANCZOS -> encoded(first.result(), drawing, to);
    };
  }

  /** The pictures at the drawing's size, each sampled with its own noise. */
  private List<Latent> encoded(List<Rgb> pictures, Drawing drawing, Size to) {
    Autoencoder autoencoder = model.autoencoder();
    List<Latent> latents = new ArrayList<>();
    for (int b = 0; b < pictures.size(); b++) {
      Size size = drawing.size();
      Rgb large = Resize.to(pictures.get(b), size.width(), size.height(), Resize.Filter.LANCZOS);
      Latent planes = Latent.of(Planes.of(large));
      latents.add(
          autoencoder.sample(
              autoencoder.encode(planes, to.height(), to.width()),
              drawing.pictures().get(b).noise()));
    }
    return latents;
  }

  private Drawing drawing(GenerationRequest request, Size size, Origin origin) {
    SamplingSettings sampling = request.sampling();
    return new Drawing(
        request.seeds().stream().map(seed -> picture(request, seed)).toList(),
        new Drawing.Method(
            model.sampler(sampling),
            sampling.steps(),
            new Guidance(sampling.guidance(), sampling.rescale())),
        new Drawing.Reading(request.prompt().syntax(), request.prompt().clipSkip()),
        size,
        origin);
  }

  private static Picture picture(GenerationRequest request, Seed seed) {
    Optional<Drawing.Variation> variation =
        seed.variation().map(v -> new Drawing.Variation(stream(v.seed()), v.strength()));
    return new Picture(
        request.prompt().text(), request.prompt().negative(), stream(seed.value()), variation);
  }

  private static Noise stream(long seed) {
    return Noise.of(TorchRandom.seeded(seed));
  }
}
