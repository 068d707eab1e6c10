package dev.darkroom.ldm.sampler;

import java.util.ArrayList;
import java.util.List;

/**
 * Linear multi-step (Adams-Bashforth on uneven levels, as in k-diffusion): the slope between two
 * levels is the polynomial through the last slopes, up to four.
 *
 * <p>The past is the slopes of the calls before, newest first.
 */
public record Lms(Diffusion diffusion, SigmaGrid grid) implements Sampler {
  private static final int MAX_ORDER = 4;

  /** Abscissa of the two-point Gauss-Legendre rule, which is exact for cubics. */
  private static final double GAUSS = 1 / Math.sqrt(3);

  @Override
  public Plan plan(int n) {
    Levels levels = grid.betweenChosen(diffusion, n);
    return Plan.exploding(n, levels, Euler.initialSigma(diffusion, levels));
  }

  @Override
  public State step(Plan plan, State state, Latent output, Noise noise) {
    int i = Sampler.call(plan, state);
    List<Latent> slopes = new ArrayList<>();
    slopes.add(Euler.slope(state.x(), estimate(plan, state, output), plan.sigma(i)));
    slopes.addAll(state.past());
    Latent x = state.x();
    for (int j = 0; j < slopes.size(); j++) {
      x = x.plus(weight(plan, i, j, slopes.size()), slopes.get(j));
    }
    return state.next(x, slopes.subList(0, Math.min(slopes.size(), MAX_ORDER - 1)));
  }

  /**
   * The integral from level i to i+1 of the Lagrange polynomial of slope i-j among {@code order}.
   */
  private static double weight(Plan plan, int i, int j, int order) {
    double middle = (plan.sigma(i) + plan.sigma(i + 1)) / 2;
    double half = (plan.sigma(i + 1) - plan.sigma(i)) / 2;
    return half
        * (lagrange(plan, i, j, order, middle - GAUSS * half)
            + lagrange(plan, i, j, order, middle + GAUSS * half));
  }

  private static double lagrange(Plan plan, int i, int j, int order, double sigma) {
    double product = 1;
    for (int k = 0; k < order; k++) {
      if (k != j) {
        product *= (sigma - plan.sigma(i - k)) / (plan.sigma(i - j) - plan.sigma(i - k));
      }
    }
    return product;
  }
}
