package dev.darkroom.ldm.sampler;

/**
 * A way from noise to a picture in few calls of the network: a plan of times and noise levels, and
 * a pure step. What happens between steps (progress, previews, cancel, checkpoints, painting over)
 * is the caller's; {@link Sampling} is the usual loop.
 */
public sealed interface Sampler
    permits Ddim, Ddpm, DpmSolver, Euler, EulerAncestral, Heun, Lcm, Lms, Pndm, UniPc {
  /** What the model brings. */
  Diffusion diffusion();

  /**
   * The calls of a run of {@code n} steps.
   *
   * @throws dev.darkroom.failure.ModelException if this sampler cannot take that many
   */
  Plan plan(int n);

  /**
   * One call of the network turned into the latent's next state.
   *
   * @param plan of this sampler
   * @param state before the call
   * @param output of the network for {@code plan.modelInput(i, state.x())} at time {@code
   *     plan.time(i)}, where i is {@link #call}
   * @param noise drawn from only by samplers that say so
   */
  State step(Plan plan, State state, Latent output, Noise noise); // (C, h, w)

  /** Which call of the plan comes next. */
  static int call(Plan plan, State state) {
    return plan.first() + state.done();
  }

  /** The picture that the network's output for the coming call speaks of: a preview of the end. */
  default Latent estimate(Plan plan, State state, Latent output) {
    int i = call(plan, state);
    return diffusion().prediction().x0(plan.alphaBar(i), plan.modelInput(i, state.x()), output);
  }
}
