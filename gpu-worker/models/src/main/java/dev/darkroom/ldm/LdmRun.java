package dev.darkroom.ldm;

import dev.darkroom.failure.ModelException;
import dev.darkroom.image.Rgb;
import dev.darkroom.ldm.sampler.Latent;
import dev.darkroom.ldm.sampler.Plan;
import dev.darkroom.ldm.sampler.Sampling;
import dev.darkroom.model.GenerationRun;
import dev.darkroom.model.Size;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A run of the sampler's loop, and the decoding of what comes out of it. */
public final class LdmRun implements GenerationRun {
  private final Led led;
  private final Autoencoder autoencoder;
  private final Sampling sampling;
  private final Plan plan;
  private final List<Repainting> repaintings;
  private final Size latent;
  private Optional<Sampling.Step> last = Optional.empty();
  private List<Rgb> pictures = List.of();

  /**
   * The sampling's denoiser, and where it is led at each step.
   *
   * @param weights the hold on the weights that both draw with
   */
  record Led(GuidedDenoiser denoiser, Guides guides, OpenRuns.Lease weights)
      implements AutoCloseable {
    @Override
    public void close() {
      denoiser.close();
      weights.close();
    }
  }

  /**
   * A run that begins with the sampling's first step.
   *
   * @param led closed with the run
   * @param beginning the sampling's
   * @param latent size of the latents
   */
  LdmRun(Led led, Autoencoder autoencoder, Sampling sampling, Beginning beginning, Size latent) {
    this.led = led;
    this.autoencoder = autoencoder;
    this.sampling = sampling;
    this.plan = beginning.plan();
    this.repaintings = beginning.repaintings();
    this.latent = latent;
  }

  @Override
  public boolean step() {
    if (!sampling.hasNext()) {
      throw new IllegalStateException("all " + total() + " steps are done");
    }
    int call = plan.first() + done();
    led.denoiser().follow(led.guides().at(call * plan.steps() / plan.calls()));
    last = Optional.of(sampling.next());
    if (!repaintings.isEmpty()) {
      sampling.change(repainted(plan.first() + done()));
    }
    return sampling.hasNext();
  }

  @Override
  public int done() {
    return last.map(Sampling.Step::done).orElse(0);
  }

  @Override
  public int total() {
    return plan.calls() - plan.first();
  }

  @Override
  public Optional<Rgb> preview() {
    try {
      return last.map(step ->
          autoencoder.preview(step.estimates().getFirst(), latent.height(), latent.width()));
    } catch (ModelException e) {
      if (e.code() == ModelException.Code.OUTPUT_NOT_FINITE) {
        return Optional.empty(); // an early guess may overflow where the result will not
      }
      throw e;
    }
  }

  @Override
  public List<Rgb> result() {
    if (sampling.hasNext()) {
      throw new IllegalStateException("step " + done() + " of " + total() + " is not the last");
    }
    if (pictures.isEmpty()) {
      pictures =
          latents().stream()
              .map(z -> autoencoder.picture(z, latent.height(), latent.width()))
              .toList();
    }
    return pictures;
  }

  /** The latents as they are now, one a picture: (C, h, w). */
  public List<Latent> latents() {
    return sampling.latents();
  }

  @Override
  public void close() {
    led.close();
  }

  private List<Latent> repainted(int next) {
    List<Latent> drawn = latents();
    List<Latent> repainted = new ArrayList<>();
    for (int b = 0; b < drawn.size(); b++) {
      repainted.add(repaintings.get(b).after(plan, next, drawn.get(b)));
    }
    return repainted;
  }
}
