package dev.darkroom.ldm.sampler;

/**
 * The noise that a model was trained with: alpha-bar_t, the share of the picture's variance that is
 * left after training step t, falling from nearly 1 at t = 0 to nearly 0 at t = T-1 (Ho et al.
 * 2020, eq. 4).
 */
public final class NoiseSchedule {
  private final double[] alphaBar; // (T)

  private NoiseSchedule(double[] alphaBar) {
    this.alphaBar = alphaBar;
  }

  /** The schedule of {@code T} training steps with these betas. */
  public static NoiseSchedule of(Betas betas, int T) {
    double[] beta = betas.values(T);
    double[] alphaBar = new double[T];
    double product = 1;
    for (int t = 0; t < T; t++) {
      product *= 1 - beta[t];
      alphaBar[t] = product;
    }
    return new NoiseSchedule(alphaBar);
  }

  /**
   * This schedule with no signal left at its end: sqrt(alpha-bar) shifted so that the last is 0 and
   * scaled so that the first stays (Lin et al. 2023, algorithm 1).
   */
  public NoiseSchedule withZeroTerminalSnr() {
    double first = Math.sqrt(alphaBar[0]);
    double last = Math.sqrt(alphaBar[alphaBar.length - 1]);
    double[] rescaled = new double[alphaBar.length];
    for (int t = 0; t < rescaled.length; t++) {
      double root = (Math.sqrt(alphaBar[t]) - last) * first / (first - last);
      rescaled[t] = root * root;
    }
    return new NoiseSchedule(rescaled);
  }

  /** This schedule with another last alpha-bar, for samplers that divide by it. */
  NoiseSchedule withLast(double lastAlphaBar) {
    double[] changed = alphaBar.clone();
    changed[changed.length - 1] = lastAlphaBar;
    return new NoiseSchedule(changed);
  }

  /** T, the number of training steps. */
  public int trainSteps() {
    return alphaBar.length;
  }

  /** alpha-bar at training step {@code t} in [0, T). */
  public double alphaBar(int t) {
    return alphaBar[t];
  }

  /** The noise level sqrt((1 - alpha-bar_t) / alpha-bar_t); infinite where no signal is left. */
  public double sigma(int t) {
    return sigmaOf(alphaBar[t]);
  }

  /** The noise levels of all training steps, rising. */
  double[] sigmas() {
    double[] sigmas = new double[alphaBar.length];
    for (int t = 0; t < sigmas.length; t++) {
      sigmas[t] = sigma(t);
    }
    return sigmas;
  }

  static double sigmaOf(double alphaBar) {
    return Math.sqrt((1 - alphaBar) / alphaBar);
  }

  /** sqrt(alpha-bar_t) x0 + sqrt(1 - alpha-bar_t) noise: what training shows the network at t. */
  public Latent addNoise(Latent x0, Latent noise, int t) {
    return x0.times(Math.sqrt(alphaBar[t])).plus(Math.sqrt(1 - alphaBar[t]), noise);
  }

  /** v = sqrt(alpha-bar_t) noise - sqrt(1 - alpha-bar_t) x0 (Salimans and Ho 2022, appendix D). */
  public Latent velocity(Latent x0, Latent noise, int t) {
    return noise.times(Math.sqrt(alphaBar[t])).plus(-Math.sqrt(1 - alphaBar[t]), x0);
  }
}
