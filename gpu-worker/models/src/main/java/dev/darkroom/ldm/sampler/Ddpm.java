package dev.darkroom.ldm.sampler;

/**
 * Denoising diffusion probabilistic models (Ho et al. 2020, eq. 6 and 7). Draws noise at every step
 * but one at time 0.
 */
public record Ddpm(Diffusion diffusion, Variance variance, Guard guard) implements Sampler {
  /** How much noise a step adds. */
  public enum Variance {
    /** That of the posterior, beta-tilde. */
    SMALL,
    /** That of the forward step, beta. */
    LARGE
  }

  private static final double MIN_VARIANCE = 1e-20;

  @Override
  public Plan plan(int n) {
    return Plan.preserving(n, diffusion.spacing().wholeTimes(diffusion, n), diffusion.noise());
  }

  @Override
  public State step(Plan plan, State state, Latent output, Noise noise) {
    Latent x = state.x();
    int i = Sampler.call(plan, state);
    int t = (int) plan.time(i);
    double a = diffusion.noise().alphaBar(t);
    double ap = i + 1 < plan.calls() ? diffusion.noise().alphaBar((int) plan.time(i + 1)) : 1;
    double alpha = a / ap;
    double beta = 1 - alpha;

    Latent x0 = guard.apply(diffusion.prediction().x0(a, x, output));
    Latent mean =
        x0.times(Math.sqrt(ap) * beta / (1 - a)).plus(Math.sqrt(alpha) * (1 - ap) / (1 - a), x);
    if (t == 0) {
      return state.next(mean);
    }
    double v =
        switch (variance) {
          case SMALL -> Math.max((1 - ap) / (1 - a) * beta, MIN_VARIANCE);
          case LARGE -> beta;
        };
    return state.next(mean.plus(Math.sqrt(v), noise.draw(x.size())));
  }
}
