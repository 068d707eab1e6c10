package dev.darkroom.ldm;

import dev.darkroom.image.Rgb;
import dev.darkroom.ldm.sampler.Latent;
import dev.darkroom.ldm.sampler.Sampling;
import dev.darkroom.model.GenerationRun;
import dev.darkroom.model.ModelException;
import java.util.List;
import java.util.Optional;

/** A run of the sampler's loop, and the decoding of what comes out of it. */
public final class LdmRun implements GenerationRun {
  private final GuidedDenoiser denoiser;
  private final LatentDecoder decoder;
  private final Sampling sampling;
  private final int total;
  private final int height;
  private final int width;
  private Optional<Sampling.Step> last = Optional.empty();
  private List<Rgb> pictures = List.of();

  /**
   * A run that begins with the sampling's first step.
   *
   * @param denoiser the sampling's, closed with the run
   * @param total calls that the sampling will make
   * @param height of the latents
   * @param width of the latents
   */
  LdmRun(
      GuidedDenoiser denoiser,
      LatentDecoder decoder,
      Sampling sampling,
      int total,
      int height,
      int width) {
    this.denoiser = denoiser;
    this.decoder = decoder;
    this.sampling = sampling;
    this.total = total;
    this.height = height;
    this.width = width;
  }

  @Override
  public boolean step() {
    if (!sampling.hasNext()) {
      throw new IllegalStateException("all " + total + " steps are done");
    }
    last = Optional.of(sampling.next());
    if (sampling.hasNext()) {
      return true;
    }
    pictures = latents().stream().map(z -> decoder.picture(z, height, width)).toList();
    return false;
  }

  @Override
  public int done() {
    return last.map(Sampling.Step::done).orElse(0);
  }

  @Override
  public int total() {
    return total;
  }

  @Override
  public Optional<Rgb> preview() {
    try {
      return last.map(step -> decoder.preview(step.estimates().getFirst(), height, width));
    } catch (ModelException e) {
      if (e.code() == ModelException.Code.OUTPUT_NOT_FINITE) {
        return Optional.empty(); // an early guess may overflow where the result will not
      }
      throw e;
    }
  }

  @Override
  public List<Rgb> result() {
    if (pictures.isEmpty()) {
      throw new IllegalStateException("step " + done() + " of " + total + " is not the last");
    }
    return pictures;
  }

  /** The latents as they are now, one a picture: (C, h, w). */
  public List<Latent> latents() {
    return sampling.latents();
  }

  @Override
  public void close() {
    denoiser.close();
  }
}
