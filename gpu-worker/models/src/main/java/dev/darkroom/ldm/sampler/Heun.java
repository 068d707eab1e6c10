package dev.darkroom.ldm.sampler;

/**
 * Heun's second-order method (Karras et al. 2022, algorithm 1): an Euler step, a second slope at
 * its end, and the step again with the mean of both. Two calls a step; the last, to level 0, is
 * Euler's.
 *
 * <p>Between the two calls the past is (first slope, latent before the step).
 */
public record Heun(Diffusion diffusion, SigmaGrid grid, Guard guard) implements Sampler {
  @Override
  public Plan plan(int n) {
    Levels levels = grid.betweenChosen(diffusion, n);
    return Plan.explodingTwice(n, levels.twice(), Euler.initialSigma(diffusion, levels));
  }

  @Override
  public State step(Plan plan, State state, Latent output, Noise noise) {
    Latent x = state.x();
    int i = Sampler.call(plan, state);
    Latent d = Euler.slope(x, guard.apply(estimate(plan, state, output)), plan.sigma(i));
    if (state.past().isEmpty()) {
      return state.next(x.plus(plan.sigma(i + 1) - plan.sigma(i), d), d, x);
    }
    Latent mean = state.past().get(0).plus(d).over(2);
    return state.next(state.past().get(1).plus(plan.sigma(i) - plan.sigma(i - 1), mean));
  }
}
