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
import java.util.stream.IntStream;

/** A run of the sampler's loop, and the decoding of what comes out of it. */
public final class LdmRun implements GenerationRun {
  private final GuidedDenoiser denoiser;
  private final OpenRuns.Lease weights;
  private final Autoencoder autoencoder;
  private final Sampling sampling;
  private final Plan plan;
  private final Size latent;
  private Leading leading;
  private List<Repainting> repaintings;
  private Optional<Sampling.Step> last = Optional.empty();
  private Optional<Decoding> decoding = Optional.empty();

  /**
   * What a run is led by.
   *
   * @param denoiser the sampling's
   * @param weights the hold on the weights that are drawn with
   */
  record Led(GuidedDenoiser denoiser, Leading leading, OpenRuns.Lease weights) {}

  /**
   * A run that begins with the sampling's first step.
   *
   * @param led its denoiser and its hold are closed with the run
   * @param beginning the sampling's
   * @param latent size of the latents
   */
  LdmRun(Led led, Autoencoder autoencoder, Sampling sampling, Beginning beginning, Size latent) {
    this.denoiser = led.denoiser();
    this.leading = led.leading();
    this.weights = led.weights();
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
    denoiser.follow(leading.at(call * plan.steps() / plan.calls()));
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
    return preview(0);
  }

  /** The same of another picture. */
  Optional<Rgb> preview(int picture) {
    try {
      return last.map(step ->
          autoencoder.preview(step.estimates().get(picture), latent.height(), latent.width()));
    } catch (ModelException e) {
      if (e.code() == ModelException.Code.OUTPUT_NOT_FINITE) {
        return Optional.empty(); // an early guess may overflow where the result will not
      }
      throw e;
    }
  }

  /** Goes on with these pictures only, by their places so far, at least one. */
  void keep(List<Integer> kept) {
    sampling.keep(kept);
    denoiser.keep(kept);
    leading = leading.of(kept);
    repaintings =
        repaintings.isEmpty() ? repaintings : kept.stream().map(repaintings::get).toList();
    last = last.map(step -> step.of(kept));
    decoding = decoding.map(begun -> begun.of(kept));
  }

  @Override
  public List<Rgb> result() {
    return IntStream.range(0, latents().size()).mapToObj(this::result).toList();
  }

  /** One picture of the result, by its place. */
  Rgb result(int picture) {
    if (sampling.hasNext()) {
      throw new IllegalStateException("step " + done() + " of " + total() + " is not the last");
    }
    if (decoding.isEmpty()) {
      decoding = Optional.of(new Decoding(autoencoder, latent, latents()));
    }
    return decoding.get().picture(picture);
  }

  /** The latents as they are now, one a picture: (C, h, w). */
  public List<Latent> latents() {
    return sampling.latents();
  }

  @Override
  public void close() {
    denoiser.close();
    weights.close();
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
