package dev.darkroom.ldm.sampler;

/** Euler's method on the probability flow (Karras et al. 2022, algorithm 1). */
public record Euler(Diffusion diffusion, SigmaGrid grid) implements Sampler {
  @Override
  public Plan plan(int n) {
    Levels levels = grid.betweenChosen(diffusion, n);
    return Plan.exploding(n, levels, initialSigma(diffusion, levels));
  }

  @Override
  public State step(Plan plan, State state, Latent output, Noise noise) {
    int i = Sampler.call(plan, state);
    Latent d = slope(state.x(), estimate(plan, state, output), plan.sigma(i));
    return state.next(state.x().plus(plan.sigma(i + 1) - plan.sigma(i), d));
  }

  /** dx/dsigma where the picture seems to be {@code x0} (eq. 3). */
  static Latent slope(Latent x, Latent x0, double sigma) {
    return x.minus(x0).over(sigma);
  }

  /**
   * The standard deviation of a run's first latent: the highest level, or with leading spacing,
   * that begins below the top, that of the noise and a picture together.
   */
  static double initialSigma(Diffusion d, Levels levels) {
    double highest = levels.sigma(0);
    return d.spacing() == Spacing.LEADING ? Math.sqrt(highest * highest + 1) : highest;
  }
}
