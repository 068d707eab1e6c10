package dev.darkroom.ldm.sampler;

import java.util.Arrays;

/** The times at which a run calls the network, and the noise levels from call to call. */
final class Levels {
  private final double[] times; // (calls)
  private final double[] sigmas; // (calls + 1)

  /** Keeps both arrays: the caller lets go of them. */
  Levels(double[] times, double[] sigmas) {
    if (sigmas.length != times.length + 1) {
      throw new IllegalArgumentException(
          "%d noise levels for %d calls: one more is needed than calls"
              .formatted(sigmas.length, times.length));
    }
    this.times = times;
    this.sigmas = sigmas;
  }

  int calls() {
    return times.length;
  }

  double time(int i) {
    return times[i];
  }

  double sigma(int i) {
    return sigmas[i];
  }

  /** Every level but the first and the end twice, as for a second slope at the end of each step. */
  Levels twice() {
    double[] doubledTimes = new double[2 * times.length - 1];
    double[] doubledSigmas = new double[2 * times.length];
    Arrays.setAll(doubledTimes, i -> times[(i + 1) / 2]);
    Arrays.setAll(doubledSigmas, i -> sigmas[(i + 1) / 2]);
    return new Levels(doubledTimes, doubledSigmas);
  }
}
