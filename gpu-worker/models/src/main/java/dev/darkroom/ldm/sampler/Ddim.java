package dev.darkroom.ldm.sampler;

import dev.darkroom.failure.ModelException;

/**
 * Denoising diffusion implicit models (Song et al. 2021, eq. 12 and 16). Draws noise at every step
 * if {@code eta > 0}.
 *
 * @param finalAlphaBar alpha-bar before the first training step
 * @param eta 0 for a deterministic run, 1 for the variance of DDPM
 */
public record Ddim(Diffusion diffusion, double finalAlphaBar, Guard guard, double eta)
    implements Sampler {
  public Ddim {
    if (!(eta >= 0 && eta <= 1)) {
      throw ModelException.badRequest("eta", "eta " + eta + " is not in 0 to 1");
    }
  }

  public Ddim withEta(double other) {
    return new Ddim(diffusion, finalAlphaBar, guard, other);
  }

  @Override
  public Plan plan(int n) {
    return Plan.preserving(n, diffusion.spacing().wholeTimes(diffusion, n), diffusion.noise());
  }

  @Override
  public State step(Plan plan, State state, Latent output, Noise noise) {
    Latent x = state.x();
    int t = (int) plan.time(Sampler.call(plan, state));
    int p = t - diffusion.trainSteps() / plan.steps();
    double a = diffusion.noise().alphaBar(t);
    double ap = p >= 0 ? diffusion.noise().alphaBar(p) : finalAlphaBar;
    double s = eta * Math.sqrt((1 - ap) / (1 - a) * (1 - a / ap)); // sigma_t

    Latent x0 = guard.apply(diffusion.prediction().x0(a, x, output));
    Latent e = diffusion.prediction().noise(a, x, output);
    Latent xp = x0.times(Math.sqrt(ap)).plus(Math.sqrt(Math.max(0, 1 - ap - s * s)), e);
    return state.next(eta > 0 ? xp.plus(s, noise.draw(x.size())) : xp);
  }
}
