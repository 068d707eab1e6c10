package dev.darkroom.ldm.sampler;

/**
 * What a network's output means. Its input is x = sqrt(a) x0 + sqrt(1 - a) noise with a the
 * alpha-bar of its time.
 */
public enum Prediction {
  /** The noise (Ho et al. 2020). */
  EPSILON {
    @Override
    Latent x0(double a, Latent x, Latent output) {
      return x.plus(-Math.sqrt(1 - a), output).over(Math.sqrt(a));
    }

    @Override
    Latent noise(double a, Latent x, Latent output) {
      return output;
    }
  },
  /** v = sqrt(a) noise - sqrt(1 - a) x0 (Salimans and Ho 2022). */
  VELOCITY {
    @Override
    Latent x0(double a, Latent x, Latent output) {
      return x.times(Math.sqrt(a)).plus(-Math.sqrt(1 - a), output);
    }

    @Override
    Latent noise(double a, Latent x, Latent output) {
      return output.times(Math.sqrt(a)).plus(Math.sqrt(1 - a), x);
    }
  },
  /** The picture itself. */
  SAMPLE {
    @Override
    Latent x0(double a, Latent x, Latent output) {
      return output;
    }

    @Override
    Latent noise(double a, Latent x, Latent output) {
      return x.plus(-Math.sqrt(a), output).over(Math.sqrt(1 - a));
    }
  };

  /** The picture that this output speaks of, for input {@code x} at alpha-bar {@code a}. */
  abstract Latent x0(double a, Latent x, Latent output);

  /** The noise that this output speaks of, for input {@code x} at alpha-bar {@code a}. */
  abstract Latent noise(double a, Latent x, Latent output);
}
