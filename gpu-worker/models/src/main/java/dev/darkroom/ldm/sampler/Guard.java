package dev.darkroom.ldm.sampler;

/** What keeps an estimate of the picture in its range before it is used. */
public sealed interface Guard {
  Guard NONE = new None();

  Latent apply(Latent x0);

  /** Leaves it as it is, as latent models do. */
  record None() implements Guard {
    @Override
    public Latent apply(Latent x0) {
      return x0;
    }
  }

  /** Forces it into [-range, range], as pixel models do. */
  record Clip(double range) implements Guard {
    @Override
    public Latent apply(Latent x0) {
      return x0.clamp(range);
    }
  }

  /**
   * Dynamic thresholding (Saharia et al. 2022, section 2.3): s is the {@code ratio}-quantile of
   * this picture's absolute values, within [1, max]; values are forced into [-s, s] and divided by
   * s.
   */
  record Threshold(double ratio, double max) implements Guard {
    @Override
    public Latent apply(Latent x0) {
      double s = Math.min(Math.max(x0.absQuantile(ratio), 1), max);
      return x0.clamp(s).over(s);
    }
  }
}
