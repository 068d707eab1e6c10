package dev.darkroom.ldm.sampler;

import java.util.List;

/**
 * From a picture back to the noise that DDIM would draw it from (Dhariwal and Nichol 2021, section
 * 4 and F): the deterministic step of Song et al. 2021, eq. 12, taken from less noise to more. With
 * the noise kept and the prompt changed, a picture keeps its layout (Gal et al. 2022, bipartite
 * inversion). Exact where the network's answer does not change along a step; the more steps, the
 * nearer. Told as steps of one call each.
 */
public final class DdimInversion {
  private final Ddim ddim;
  private final Plan plan;
  private final Denoiser denoiser;
  private Latent x;
  private int done;

  /**
   * Before the first step.
   *
   * @param ddim whose plan is walked backwards; its eta must be 0
   * @param x0 scaled latent (C, h, w)
   * @param denoiser asked about one latent a call, {@code steps} times
   * @param steps of the plan
   * @throws IllegalArgumentException if the sampler draws noise
   */
  public DdimInversion(Ddim ddim, Latent x0, Denoiser denoiser, int steps) {
    if (ddim.eta() != 0) {
      throw new IllegalArgumentException(
          "eta " + ddim.eta() + " adds noise that no inversion knows: use 0");
    }
    this.ddim = ddim;
    this.plan = ddim.plan(steps);
    this.denoiser = denoiser;
    this.x = x0;
  }

  /** The noise of a latent, all steps at once. */
  public static Latent noiseOf(Ddim ddim, Latent x0, Denoiser denoiser, int steps) {
    DdimInversion inversion = new DdimInversion(ddim, x0, denoiser, steps);
    while (inversion.done() < inversion.total()) {
      inversion.step();
    }
    return inversion.latent();
  }

  /** Takes the next step towards the noise. */
  public void step() {
    int i = plan.calls() - 1 - done;
    if (i < 0) {
      throw new IllegalStateException("all " + total() + " steps are done");
    }
    Diffusion diffusion = ddim.diffusion();
    int t = (int) plan.time(i);
    int from = t - diffusion.trainSteps() / plan.steps();
    double a = from >= 0 ? diffusion.noise().alphaBar(from) : ddim.finalAlphaBar();
    double at = diffusion.noise().alphaBar(t);
    // x at the lower level stands in for x at t, whose noise level the network is told.
    Latent output = denoiser.denoise(List.of(x), t).getFirst();
    Latent e = diffusion.prediction().noise(at, x, output);
    Latent clean = x.plus(-Math.sqrt(1 - a), e).over(Math.sqrt(a));
    x = clean.times(Math.sqrt(at)).plus(Math.sqrt(1 - at), e);
    done++;
  }

  /** Steps done so far. */
  public int done() {
    return done;
  }

  public int total() {
    return plan.calls();
  }

  /** The latent as it is now; after the last step, the noise. */
  public Latent latent() {
    return x;
  }
}
