package dev.darkroom.ldm.sampler;

import dev.darkroom.failure.ModelException;

/**
 * Classifier-free guidance (Ho and Salimans 2022, eq. 6), with its overexposure taken back (Lin et
 * al. 2023, eq. 15 and 16).
 *
 * @param scale weight of the prompt; at 1 and below the unconditional branch is not needed
 * @param rescale share, 0 to 1, of the result that gets the conditional output's deviation
 */
public record Guidance(double scale, double rescale) {
  /** No network gives a picture beyond. */
  private static final double MAX_SCALE = 1000;

  public Guidance {
    if (!(scale >= 0 && scale <= MAX_SCALE)) {
      throw ModelException.badRequest(
          "guidance_scale", "guidance_scale " + scale + " is not in 0 to " + MAX_SCALE);
    }
    if (!(rescale >= 0 && rescale <= 1)) {
      throw ModelException.badRequest(
          "guidance_rescale", "guidance_rescale " + rescale + " is not in 0 to 1");
    }
  }

  /** Without rescaling. */
  public static Guidance of(double scale) {
    return new Guidance(scale, 0);
  }

  /** Whether the network must be asked without the prompt too. */
  public boolean needsUnconditional() {
    return scale > 1;
  }

  /** One picture's two outputs made one. */
  public Latent combine(Latent unconditional, Latent conditional) { // (C, h, w)
    if (!needsUnconditional()) {
      return conditional;
    }
    Latent guided = unconditional.plus(scale, conditional.minus(unconditional));
    double ratio = rescale == 0 ? 1 : conditional.std() / guided.std();
    return guided.times(rescale * ratio + 1 - rescale);
  }
}
