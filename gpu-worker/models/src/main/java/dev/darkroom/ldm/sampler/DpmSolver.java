package dev.darkroom.ldm.sampler;

import java.util.ArrayList;
import java.util.List;

/**
 * DPM-Solver++ (Lu et al. 2022, algorithm 2 and appendix): multi-step in the half log
 * signal-to-noise ratio lambda, over estimates m of the picture. The stochastic form draws noise at
 * every step.
 *
 * <p>The past is the estimates of the calls before, newest first.
 */
public record DpmSolver(Diffusion diffusion, SigmaGrid grid, Method method, Guard guard)
    implements Sampler {
  /** Below this many steps a run ends at lower order, or it would end unstably. */
  private static final int FEW_STEPS = 15;

  /** How the second-order term is integrated. */
  public enum Rule {
    MIDPOINT,
    HEUN
  }

  /**
   * Which of the family.
   *
   * @param order 1 to 3; the stochastic form has 1 and 2
   * @param stochastic SDE-DPM-Solver++
   * @param lowerOrderFinal whether runs of few steps end at lower order
   * @param eulerAtFinal whether the last step is always of order 1
   */
  public record Method(
      int order, Rule rule, boolean stochastic, boolean lowerOrderFinal, boolean eulerAtFinal) {
    public Method {
      if (order < 1 || order > (stochastic ? 2 : 3)) {
        throw new IllegalArgumentException("order " + order + " is not 1 to 3 (stochastic: 2)");
      }
    }
  }

  @Override
  public Plan plan(int n) {
    return Plan.preserving(n, grid.betweenAll(diffusion, n));
  }

  @Override
  public State step(Plan plan, State state, Latent output, Noise noise) {
    int i = Sampler.call(plan, state);
    List<Latent> m = new ArrayList<>();
    m.add(guard.apply(estimate(plan, state, output)));
    m.addAll(state.past());
    Latent x =
        method.stochastic()
            ? stochasticStep(plan, i, state.x(), m, noise)
            : deterministicStep(plan, i, state.x(), m);
    return state.next(x, m.subList(0, Math.min(m.size(), method.order() - 1)));
  }

  private Latent deterministicStep(Plan plan, int i, Latent x, List<Latent> m) {
    double h = plan.lambda(i + 1) - plan.lambda(i);
    double a = plan.alpha(i + 1);
    double phi = Math.expm1(-h);
    Latent next = x.times(plan.spread(i + 1) / plan.spread(i)).plus(-a * phi, m.get(0));
    return switch (order(plan, i, m.size())) {
      case 1 -> next;
      case 2 -> next.plus(a * secondWeight(phi, h), difference(plan, i, m));
      default -> {
        double r0 = (plan.lambda(i) - plan.lambda(i - 1)) / h;
        double r1 = (plan.lambda(i - 1) - plan.lambda(i - 2)) / h;
        Latent d = m.get(0).minus(m.get(1)).over(r0);
        Latent e = m.get(1).minus(m.get(2)).over(r1);
        Latent d1 = d.plus(r0 / (r0 + r1), d.minus(e));
        Latent d2 = d.minus(e).over(r0 + r1);
        yield next.plus(a * (phi / h + 1), d1).plus(-a * ((phi + h) / (h * h) - 0.5), d2);
      }
    };
  }

  private Latent stochasticStep(Plan plan, int i, Latent x, List<Latent> m, Noise noise) {
    double h = plan.lambda(i + 1) - plan.lambda(i);
    double a = plan.alpha(i + 1);
    double phi = Math.expm1(-2 * h);
    Latent next =
        x.times(plan.spread(i + 1) / plan.spread(i) * Math.exp(-h)).plus(-a * phi, m.get(0));
    if (order(plan, i, m.size()) == 2) {
      next = next.plus(a * secondWeight(phi, 2 * h), difference(plan, i, m));
    }
    return next.plus(plan.spread(i + 1) * Math.sqrt(-phi), noise.draw(x.size()));
  }

  private double secondWeight(double phi, double h) {
    return switch (method.rule()) {
      case MIDPOINT -> -phi / 2;
      case HEUN -> phi / h + 1;
    };
  }

  /** The slope of the estimates over lambda, in steps of the coming step's length. */
  private static Latent difference(Plan plan, int i, List<Latent> m) {
    double h = plan.lambda(i + 1) - plan.lambda(i);
    double r0 = (plan.lambda(i) - plan.lambda(i - 1)) / h;
    return m.get(0).minus(m.get(1)).over(r0);
  }

  private int order(Plan plan, int i, int estimates) {
    int left = plan.calls() - i;
    boolean few = method.lowerOrderFinal() && plan.calls() < FEW_STEPS;
    if (left == 1 && (few || method.eulerAtFinal() || grid.last() == FinalSigma.ZERO)) {
      return 1;
    }
    int possible = Math.min(method.order(), estimates);
    return left == 2 && few ? Math.min(possible, 2) : possible;
  }
}
