package dev.darkroom.ldm.sampler;

import java.util.List;

/**
 * UniPC (Zhao et al. 2023, algorithms 5 to 8), predicting the picture: each call first corrects the
 * step that led to it, then predicts the next.
 *
 * <p>The past is (latent before the last step, its estimate of the picture, the one before that).
 *
 * @param order 1 or 2
 * @param lowerOrderFinal whether the last step is of order 1
 */
public record UniPc(
    Diffusion diffusion,
    SigmaGrid grid,
    int order,
    Kernel kernel,
    boolean lowerOrderFinal,
    Guard guard)
    implements Sampler {
  /** B(h) of the paper. */
  public enum Kernel {
    /** h. */
    BH1,
    /** e^h - 1. */
    BH2;

    double of(double h) {
      return this == BH1 ? -h : Math.expm1(-h);
    }
  }

  @Override
  public Plan plan(int n) {
    return Plan.preserving(n, grid.betweenAll(diffusion, n));
  }

  @Override
  public State step(Plan plan, State state, Latent output, Noise noise) {
    int i = Sampler.call(plan, state);
    Latent m = guard.apply(estimate(plan, state, output));
    if (state.done() == 0) {
      return state.next(predicted(plan, i, 1, state.x(), List.of(m)), state.x(), m);
    }
    Latent before = state.past().getFirst();
    List<Latent> estimates = state.past().subList(1, state.past().size());
    Latent x = corrected(plan, i - 1, orderAt(plan, i - 1, state.done() - 1), before, estimates, m);
    Latent m0 = estimates.getFirst();
    int p = orderAt(plan, i, state.done());
    return state.next(predicted(plan, i, p, x, List.of(m, m0)), x, m, m0);
  }

  private int orderAt(Plan plan, int i, int done) {
    int possible = Math.min(order, done + 1);
    return lowerOrderFinal ? Math.min(possible, plan.calls() - i) : possible;
  }

  /** From call i to i+1 by the estimates at i and before. */
  private Latent predicted(Plan plan, int i, int p, Latent x, List<Latent> m) {
    Latent next = firstOrder(plan, i, x, m.getFirst());
    if (p == 1) {
      return next;
    }
    double b = kernel.of(plan.lambda(i + 1) - plan.lambda(i));
    return next.plus(-plan.alpha(i + 1) * b / 2, difference(plan, i, m));
  }

  /** From call i to i+1 again, now that the estimate {@code next} at i+1 is known. */
  private Latent corrected(Plan plan, int i, int p, Latent x, List<Latent> m, Latent next) {
    double h = plan.lambda(i + 1) - plan.lambda(i);
    double b = kernel.of(h);
    double ab = plan.alpha(i + 1) * b;
    Latent change = next.minus(m.getFirst());
    Latent base = firstOrder(plan, i, x, m.getFirst());
    if (p == 1) {
      return base.plus(-ab / 2, change);
    }
    // [[1, 1], [r, 1]] rho = g, the conditions of order 1 and 2
    double r = ratio(plan, i);
    double k = Math.expm1(-h) / -h - 1;
    double g1 = k / b;
    double g2 = 2 * (k / -h - 0.5) / b;
    double rho1 = (g1 - g2) / (1 - r);
    double rho2 = g1 - rho1;
    return base.plus(-ab * rho1, difference(plan, i, m)).plus(-ab * rho2, change);
  }

  private static Latent firstOrder(Plan plan, int i, Latent x, Latent m) {
    double phi = Math.expm1(plan.lambda(i) - plan.lambda(i + 1));
    return x.times(plan.spread(i + 1) / plan.spread(i)).plus(-plan.alpha(i + 1) * phi, m);
  }

  /** Where the call before lies, in steps of the coming step's length: negative. */
  private static double ratio(Plan plan, int i) {
    return (plan.lambda(i - 1) - plan.lambda(i)) / (plan.lambda(i + 1) - plan.lambda(i));
  }

  private static Latent difference(Plan plan, int i, List<Latent> m) {
    return m.get(1).minus(m.get(0)).over(ratio(plan, i));
  }
}
