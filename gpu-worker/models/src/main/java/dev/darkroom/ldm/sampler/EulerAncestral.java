package dev.darkroom.ldm.sampler;

/**
 * Euler's method with ancestral noise (as in k-diffusion): a step down to {@code down}, then fresh
 * noise {@code up} to the next level. Draws at every step.
 */
public record EulerAncestral(Diffusion diffusion) implements Sampler {
  @Override
  public Plan plan(int n) {
    Levels levels = SigmaGrid.TRAINED.betweenChosen(diffusion, n);
    return Plan.exploding(n, levels, Euler.initialSigma(diffusion, levels));
  }

  @Override
  public State step(Plan plan, State state, Latent output, Noise noise) {
    Latent x = state.x();
    int i = Sampler.call(plan, state);
    double from = plan.sigma(i);
    double to = plan.sigma(i + 1);
    double up = Math.sqrt(to * to * (from * from - to * to) / (from * from));
    double down = Math.sqrt(to * to - up * up);
    Latent d = Euler.slope(x, estimate(plan, state, output), from);
    return state.next(x.plus(down - from, d).plus(up, noise.draw(x.size())));
  }
}
