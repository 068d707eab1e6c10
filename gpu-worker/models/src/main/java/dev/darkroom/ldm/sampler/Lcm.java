package dev.darkroom.ldm.sampler;

/**
 * Multi-step sampling of a latent consistency model (Luo et al. 2023, algorithm 3): jump to the
 * picture, go back to the next time with fresh noise. Draws at every step but the last.
 *
 * @param teacherSteps of the solver that the model was distilled from; no run takes more
 * @param timeScaling of the boundary conditions, sharper if larger
 */
public record Lcm(Diffusion diffusion, int teacherSteps, double timeScaling, Guard guard)
    implements Sampler {
  /** sigma_data^2 of the boundary conditions. */
  private static final double DATA_VARIANCE = 0.25;

  @Override
  public Plan plan(int n) {
    Spacing.requireSteps(n, teacherSteps);
    int ratio = diffusion.trainSteps() / teacherSteps;
    double[] times = new double[n];
    for (int j = 0; j < n; j++) {
      int index = teacherSteps * j / n; // into the teacher's times, falling
      times[j] = (teacherSteps - index) * ratio - 1;
    }
    return Plan.preserving(n, times, diffusion.noise());
  }

  @Override
  public State step(Plan plan, State state, Latent output, Noise noise) {
    Latent x = state.x();
    int i = Sampler.call(plan, state);
    double s = plan.time(i) * timeScaling;
    double skip = DATA_VARIANCE / (s * s + DATA_VARIANCE);
    double out = s / Math.sqrt(s * s + DATA_VARIANCE);
    Latent x0 = guard.apply(estimate(plan, state, output));
    Latent y = x0.times(out).plus(skip, x);
    boolean last = i + 1 == plan.calls();
    return state.next(last ? y : plan.addNoise(i + 1, y, noise.draw(x.size())));
  }
}
