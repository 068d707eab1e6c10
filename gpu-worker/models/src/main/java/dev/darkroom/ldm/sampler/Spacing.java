package dev.darkroom.ldm.sampler;

import dev.darkroom.failure.ModelException;
import java.util.Arrays;

/** Which of T training steps n inference steps ask about (Lin et al. 2023, table 2). */
public enum Spacing {
  /** Every (T div n)-th from 0, plus the model's offset; the last training step is left out. */
  LEADING,
  /** Evenly from 0 to T-1, both ends included. */
  LINSPACE,
  /** Every (T/n)-th back from T-1; 0 is left out. */
  TRAILING;

  /** n falling times; those of {@link #LINSPACE} may be fractional. */
  double[] times(Diffusion d, int n) {
    requireSteps(n, d.trainSteps());
    double[] times =
        switch (this) {
          case LEADING -> leading(d.trainSteps() / n, n, 0, d.stepsOffset());
          case LINSPACE -> reversed(Grid.linspace(0, d.trainSteps() - 1, n));
          case TRAILING -> trailing(d.trainSteps(), n);
        };
    return inTraining(times, d, n);
  }

  /** As {@link #times}, rounded half to even. */
  double[] wholeTimes(Diffusion d, int n) {
    return Arrays.stream(times(d, n)).map(Math::rint).toArray();
  }

  /** n whole, falling times out of n+1 of which the last, 0, is left to the end of the run. */
  double[] timesBeforeZero(Diffusion d, int n) {
    requireSteps(n, d.trainSteps() - 1);
    double[] times =
        switch (this) {
          case LEADING -> leading(d.trainSteps() / (n + 1), n, 1, d.stepsOffset());
          case LINSPACE ->
              Arrays.stream(reversed(Grid.linspace(0, d.trainSteps() - 1, n + 1)))
                  .limit(n)
                  .map(Math::rint)
                  .toArray();
          case TRAILING -> trailing(d.trainSteps(), n);
        };
    return inTraining(times, d, n);
  }

  /** Refuses a number of steps outside 1..max. */
  static void requireSteps(int n, int max) {
    if (n < 1 || n > max) {
      throw ModelException.badRequest(
          "steps", "steps %d is not possible with this sampler: use 1 to %d".formatted(n, max));
    }
  }

  private static double[] leading(int ratio, int n, int first, int offset) {
    double[] times = new double[n];
    for (int k = 0; k < n; k++) {
      times[n - 1 - k] = (double) (first + k) * ratio + offset;
    }
    return times;
  }

  private static double[] trailing(int T, int n) {
    double[] times = new double[n];
    for (int k = 0; k < n; k++) {
      times[k] = Math.rint(T - k * ((double) T / n)) - 1;
    }
    return times;
  }

  private static double[] reversed(double[] rising) {
    double[] falling = new double[rising.length];
    for (int i = 0; i < rising.length; i++) {
      falling[i] = rising[rising.length - 1 - i];
    }
    return falling;
  }

  private static double[] inTraining(double[] times, Diffusion d, int n) {
    if (times[0] > d.trainSteps() - 1) {
      throw ModelException.badRequest(
          "steps",
          "steps %d with offset %d begin at time %.0f, but training ended at %d: use fewer steps"
              .formatted(n, d.stepsOffset(), times[0], d.trainSteps() - 1));
    }
    return times;
  }
}
