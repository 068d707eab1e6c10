package dev.darkroom.ldm.sampler;

import dev.darkroom.failure.ModelException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Pseudo numerical methods on manifolds (Liu et al. 2022): linear multi-step over the network's
 * last four outputs, each step along the transfer curve (eq. 9). It begins either with three pseudo
 * Runge-Kutta steps of four calls (algorithm 1), or, as latent diffusion does, by taking the first
 * step a second time with the mean of two outputs.
 *
 * <p>The past is the outputs of full steps, newest first; within a Runge-Kutta step, the latent
 * before it and the weighted sum of its outputs come first; before the repeated first step, the
 * latent comes last.
 */
public record Pndm(Diffusion diffusion, double finalAlphaBar, boolean rungeKutta)
    implements Sampler {
  private static final int RUNGE_KUTTA_STEPS = 3;
  private static final int CALLS_A_STEP = 4;
  private static final int RUNGE_KUTTA_CALLS = RUNGE_KUTTA_STEPS * CALLS_A_STEP;

  /** Outputs kept for the multi-step formula, the new one aside. */
  private static final int MEMORY = 3;

  public Pndm {
    if (diffusion.prediction() == Prediction.SAMPLE) {
      throw new IllegalArgumentException("PNDM has no form for networks that predict the sample");
    }
  }

  @Override
  public Plan plan(int n) {
    double[] t = diffusion.spacing().wholeTimes(diffusion, n);
    double[] times = rungeKutta ? withRungeKutta(t, ratio(n) / 2) : withFirstRepeated(t);
    return Plan.preserving(n, times, diffusion.noise());
  }

  @Override
  public State step(Plan plan, State state, Latent output, Noise noise) {
    if (rungeKutta && state.done() < RUNGE_KUTTA_CALLS) {
      return rungeKuttaCall(plan, state, output);
    }
    int t = (int) plan.time(Sampler.call(plan, state));
    int ratio = ratio(plan.steps());
    List<Latent> past = state.past();
    if (!rungeKutta && state.done() == 0) {
      return state.next(moved(state.x(), output, t, t - ratio), output, state.x());
    }
    if (!rungeKutta && state.done() == 1) {
      Latent mean = output.plus(past.get(0)).over(2);
      return state.next(moved(past.get(1), mean, t + ratio, t), past.get(0));
    }
    List<Latent> e = prepended(output, past);
    Latent x = moved(state.x(), multistep(e), t, t - ratio);
    return state.next(x, e.subList(0, Math.min(e.size(), MEMORY)));
  }

  /** Adams-Bashforth on even steps (eq. 12), at the highest order that the memory allows. */
  private static Latent multistep(List<Latent> e) {
    Latent e0 = e.getFirst();
    return switch (e.size()) {
      case 1 -> e0;
      case 2 -> e0.times(3).minus(e.get(1)).over(2);
      case 3 -> e0.times(23).plus(-16, e.get(1)).plus(5, e.get(2)).over(12);
      default -> e0.times(55).plus(-59, e.get(1)).plus(37, e.get(2)).plus(-9, e.get(3)).over(24);
    };
  }

  private State rungeKuttaCall(Plan plan, State state, Latent e) {
    int i = Sampler.call(plan, state);
    int call = state.done() % CALLS_A_STEP;
    int t = (int) plan.time(i - call);
    int half = ratio(plan.steps()) / 2;
    int to = (int) plan.time(i) - (call % 2 == 0 ? half : 0);
    List<Latent> past = state.past();
    if (call == 0) {
      List<Latent> outputs = prepended(e, past);
      Latent x = moved(state.x(), e, t, to);
      return state.next(x, prepended(state.x(), prepended(e.over(6), outputs)));
    }
    Latent before = past.get(0);
    Latent sum = past.get(1).plus(call == CALLS_A_STEP - 1 ? 1.0 / 6 : 1.0 / 3, e);
    List<Latent> outputs = past.subList(2, past.size());
    return call == CALLS_A_STEP - 1
        ? state.next(moved(before, sum, t, to), outputs)
        : state.next(moved(before, e, t, to), prepended(before, prepended(sum, outputs)));
  }

  /** The transfer from time t to p along the network's (combined) output (eq. 9). */
  private Latent moved(Latent x, Latent output, int t, int p) {
    double a = diffusion.noise().alphaBar(t);
    double ap = p >= 0 ? diffusion.noise().alphaBar(p) : finalAlphaBar;
    Latent e = diffusion.prediction().noise(a, x, output);
    double denominator = a * Math.sqrt(1 - ap) + Math.sqrt(a * (1 - a) * ap);
    return x.times(Math.sqrt(ap / a)).plus(-(ap - a) / denominator, e);
  }

  private int ratio(int n) {
    return diffusion.trainSteps() / n;
  }

  /** t1, t2, t2, t3, … */
  private static double[] withFirstRepeated(double[] t) {
    if (t.length == 1) {
      return t;
    }
    double[] times = new double[t.length + 1];
    Arrays.setAll(times, i -> t[i < 2 ? i : i - 1]);
    return times;
  }

  /**
   * Four calls for each of the first three times: at it, twice half way, at the next; then the
   * rest.
   */
  private static double[] withRungeKutta(double[] t, int half) {
    if (t.length <= RUNGE_KUTTA_STEPS) {
      throw ModelException.badRequest(
          "steps",
          "steps %d is too few for Runge-Kutta steps: use %d or more, or skip_prk_steps"
              .formatted(t.length, RUNGE_KUTTA_STEPS + 1));
    }
    double[] times = new double[RUNGE_KUTTA_CALLS + t.length - RUNGE_KUTTA_STEPS];
    for (int g = 0; g < RUNGE_KUTTA_STEPS; g++) {
      double[] calls = {t[g], t[g + 1] + half, t[g + 1] + half, t[g + 1]};
      System.arraycopy(calls, 0, times, g * CALLS_A_STEP, CALLS_A_STEP);
    }
    System.arraycopy(t, RUNGE_KUTTA_STEPS, times, RUNGE_KUTTA_CALLS, t.length - RUNGE_KUTTA_STEPS);
    return times;
  }

  private static List<Latent> prepended(Latent first, List<Latent> rest) {
    List<Latent> all = new ArrayList<>(rest.size() + 1);
    all.add(first);
    all.addAll(rest);
    return all;
  }
}
