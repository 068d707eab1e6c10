package dev.darkroom.ldm.sampler;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;

/** The noise levels of a run: how they are spread, and where they end. */
public record SigmaGrid(SigmaSpacing spacing, FinalSigma last) {
  /** The levels of the chosen training steps, then none. */
  public static final SigmaGrid TRAINED = new SigmaGrid(SigmaSpacing.TRAINED, FinalSigma.ZERO);

  /** What rounding may take off a time that is whole. */
  private static final double TIME_TOLERANCE = 1e-6;

  /**
   * For samplers whose latent is x0 + sigma noise: spread between the levels of the chosen times,
   * whose fractions are kept.
   */
  Levels betweenChosen(Diffusion d, int n) {
    double[] all = d.noise().sigmas();
    double[] times = d.spacing().times(d, n);
    double[] sigmas = Arrays.stream(times).map(t -> Grid.interpolate(all, t)).toArray();
    if (spacing != SigmaSpacing.TRAINED) {
      sigmas = spacing.levels(sigmas[0], sigmas[n - 1], n);
      times = timesOf(sigmas, all, DoubleUnaryOperator.identity());
    }
    return new Levels(times, append(sigmas, last == FinalSigma.ZERO ? 0 : all[0]));
  }

  /**
   * For samplers whose latent keeps the variance of training: spread between the levels of all
   * training steps, and times made whole: those of Karras levels by rounding, others by cutting.
   */
  Levels betweenAll(Diffusion d, int n) {
    double[] all = d.noise().sigmas();
    double[] times = d.spacing().timesBeforeZero(d, n);
    double[] sigmas;
    if (spacing == SigmaSpacing.TRAINED) {
      sigmas = Arrays.stream(times).map(t -> all[(int) t]).toArray();
    } else {
      sigmas = spacing.levels(all[all.length - 1], all[0], n);
      times = timesOf(sigmas, all, spacing == SigmaSpacing.KARRAS ? Math::rint : SigmaGrid::cut);
    }
    return new Levels(times, append(sigmas, last == FinalSigma.ZERO ? 0 : all[0]));
  }

  /** The times at which training had these noise levels, by interpolation in ln sigma. */
  private static double[] timesOf(double[] sigmas, double[] all, DoubleUnaryOperator whole) {
    double[] logs = Arrays.stream(all).map(Math::log).toArray();
    return Arrays.stream(sigmas)
        .map(sigma -> whole.applyAsDouble(Grid.indexOf(logs, Math.log(sigma))))
        .toArray();
  }

  private static double cut(double time) {
    return Math.floor(time + TIME_TOLERANCE);
  }

  private static double[] append(double[] values, double last) {
    double[] longer = Arrays.copyOf(values, values.length + 1);
    longer[values.length] = last;
    return longer;
  }
}
