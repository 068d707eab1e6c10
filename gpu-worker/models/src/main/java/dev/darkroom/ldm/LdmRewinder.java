package dev.darkroom.ldm;

import dev.darkroom.failure.ModelException;
import dev.darkroom.ldm.sampler.Ddim;
import dev.darkroom.ldm.sampler.DdimInversion;
import dev.darkroom.ldm.sampler.Guidance;
import dev.darkroom.ldm.sampler.Latent;
import dev.darkroom.ldm.sampler.Noise;
import dev.darkroom.ldm.sampler.SamplerName;
import dev.darkroom.model.ClipSkip;
import dev.darkroom.model.Prompt;
import dev.darkroom.model.Rewinder;
import dev.darkroom.model.Size;
import dev.darkroom.weights.HostTensor;
import java.util.List;

/**
 * Walks a picture's latent, the mean of where the encoder sees it, back to noise. Nothing is drawn
 * by chance, and nothing guides: with guidance the way back is not the way that was come.
 */
final class LdmRewinder implements Rewinder {
  /** What is never drawn. */
  private static final Noise NONE = size -> Latent.of(new float[size]);

  private final LdmModel model;

  LdmRewinder(LdmModel model) {
    this.model = model;
  }

  @Override
  public Rewinder.Run start(Request request) {
    if (model.repaints()) {
      throw ModelException.badRequest(
          "method", "this model only repaints parts of pictures: walk back with one that draws");
    }
    if (!(model.sampler(SamplerName.DDIM) instanceof Ddim ddim)) {
      throw new IllegalStateException("the sampler named ddim is none");
    }
    Size latent = model.latentSize(request.size());
    Drawing drawing = drawing(request, ddim);
    Guides guides = model.guides(drawing, request.words());
    GuidedDenoiser denoiser = model.denoiser(request.size(), List.of());
    denoiser.follow(guides.at(0));
    return new Walk(
        denoiser,
        new DdimInversion(ddim, seen(request, latent), denoiser, request.steps()),
        latent,
        model.hold());
  }

  private static Drawing drawing(Request request, Ddim ddim) {
    return new Drawing(
        List.of(new Drawing.Picture(request.prompt(), "", NONE)),
        new Drawing.Method(ddim, request.steps(), new Guidance(1, 0)),
        new Drawing.Reading(Prompt.Syntax.PLAIN, ClipSkip.NONE),
        request.size(),
        new Origin.Nothing());
  }

  private Latent seen(Request request, Size latent) { // (C, h, w)
    Latent planes = Origins.planes(Origins.resized(request.picture(), request.size()));
    Autoencoder autoencoder = model.autoencoder();
    return autoencoder.sample(autoencoder.encode(planes, latent.height(), latent.width()), NONE);
  }

  private record Walk(
      GuidedDenoiser denoiser, DdimInversion inversion, Size latent, OpenRuns.Lease weights)
      implements Rewinder.Run {

    @Override
    public boolean step() {
      inversion.step();
      if (!inversion.latent().isFinite()) {
        throw new ModelException(
            ModelException.Code.OUTPUT_NOT_FINITE,
            "the latent is not finite after step %d: run the network in f32 or bf16"
                .formatted(done()));
      }
      return done() < total();
    }

    @Override
    public int done() {
      return inversion.done();
    }

    @Override
    public int total() {
      return inversion.total();
    }

    @Override
    public HostTensor result() {
      if (done() < total()) {
        throw new IllegalStateException("step " + done() + " of " + total() + " is not the last");
      }
      float[] values = inversion.latent().toArray();
      int area = latent.height() * latent.width();
      return HostTensor.ofFloats(values, values.length / area, latent.height(), latent.width());
    }

    @Override
    public void close() {
      denoiser.close();
      weights.close();
    }
  }
}
