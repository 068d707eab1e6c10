package dev.darkroom.ldm.sampler;

import dev.darkroom.failure.ModelException;

/**
 * Every call of the network in one run: at which time it is asked, and at which noise level the
 * latent then is. Level {@code sigma} is the noise's share against the picture's; a level past the
 * last call is where the run ends.
 */
public final class Plan {
  /** How a latent of noise level sigma is written. */
  enum Form {
    /** x0 + sigma noise: its variance grows with sigma; the network sees it scaled down. */
    EXPLODING,
    /** (x0 + sigma noise) / sqrt(1 + sigma^2): its variance is that of training. */
    PRESERVING
  }

  private final Form form;
  private final int steps;
  private final int callsPerStep;
  private final Levels levels; // (calls), (calls + 1)
  private final double initialSigma;
  private final int first;

  private Plan(Form form, int steps, int callsPerStep, Levels levels, double initialSigma) {
    this(form, steps, callsPerStep, levels, initialSigma, 0);
  }

  private Plan(
      Form form, int steps, int callsPerStep, Levels levels, double initialSigma, int first) {
    this.form = form;
    this.steps = steps;
    this.callsPerStep = callsPerStep;
    this.levels = levels;
    this.initialSigma = initialSigma;
    this.first = first;
  }

  /** A run of {@code steps} steps whose latents grow with the noise. */
  static Plan exploding(int steps, Levels levels, double initialSigma) {
    return new Plan(Form.EXPLODING, steps, 1, levels, initialSigma);
  }

  /** As {@link #exploding}, with two calls for every step but the last. */
  static Plan explodingTwice(int steps, Levels levels, double initialSigma) {
    return new Plan(Form.EXPLODING, steps, 2, levels, initialSigma);
  }

  /** A run whose latents keep the variance of training. */
  static Plan preserving(int steps, Levels levels) {
    return new Plan(Form.PRESERVING, steps, 1, levels, 1);
  }

  /** A run whose latents keep the variance of training, at levels of whole training steps. */
  static Plan preserving(int steps, double[] times, NoiseSchedule noise) {
    double[] sigmas = new double[times.length + 1];
    for (int i = 0; i < times.length; i++) {
      sigmas[i] = noise.sigma((int) times[i]);
    }
    return preserving(steps, new Levels(times, sigmas));
  }

  /** The number of steps asked for; some samplers call the network more often. */
  public int steps() {
    return steps;
  }

  /** Calls of the network in the whole run; the run makes {@link #first} .. calls-1. */
  public int calls() {
    return levels.calls();
  }

  /** The first call that this run makes: 0 unless it starts from a picture. */
  public int first() {
    return first;
  }

  /** The training step of call {@code i}, perhaps fractional. */
  public double time(int i) {
    return levels.time(i);
  }

  /** The noise level of the latent at call {@code i}; {@code i = calls} is the run's end. */
  public double sigma(int i) {
    return levels.sigma(i);
  }

  /** What pure noise is multiplied by to be a latent at the run's beginning. */
  public double initialSigma() {
    return initialSigma;
  }

  /** The latent that a run from nothing begins with. */
  public Latent begin(Latent noise) {
    return noise.times(initialSigma);
  }

  /** What the network sees of a latent at call {@code i}. */
  public Latent modelInput(int i, Latent x) {
    return switch (form) {
      case EXPLODING -> x.over(Math.sqrt(sigma(i) * sigma(i) + 1));
      case PRESERVING -> x;
    };
  }

  /** A finished picture's latent brought to the noise level of call {@code i}. */
  public Latent addNoise(int i, Latent x0, Latent noise) {
    return switch (form) {
      case EXPLODING -> x0.plus(sigma(i), noise);
      case PRESERVING -> x0.times(alpha(i)).plus(spread(i), noise);
    };
  }

  /**
   * The last {@code strength} of this run, for a start from a picture (SDEdit, Meng et al. 2022):
   * the first n - int(n strength) steps are left out.
   *
   * @throws ModelException if strength is not in [0, 1] or leaves no step
   */
  public Plan lastPart(double strength) {
    int kept = (int) (steps * strength);
    if (!(strength >= 0 && strength <= 1) || kept < 1) {
      throw ModelException.badRequest(
          "strength",
          "strength %s leaves no step of %d: use %s to 1".formatted(strength, steps, 1.0 / steps));
    }
    int skipped = (steps - kept) * callsPerStep;
    return new Plan(form, steps, callsPerStep, levels, initialSigma, skipped);
  }

  /** alpha-bar at call {@code i}: the picture's share of the network's input, by variance. */
  double alphaBar(int i) {
    return 1 / (sigma(i) * sigma(i) + 1);
  }

  /** sqrt(alpha-bar): the picture's factor in a latent that keeps its variance. */
  double alpha(int i) {
    return Math.sqrt(alphaBar(i));
  }

  /** sqrt(1 - alpha-bar): the noise's factor in a latent that keeps its variance. */
  double spread(int i) {
    return 1 / Math.sqrt(1 + 1 / (sigma(i) * sigma(i)));
  }

  /** ln(alpha / spread), half the log signal-to-noise ratio; infinite where no noise is left. */
  double lambda(int i) {
    return -Math.log(sigma(i));
  }
}
