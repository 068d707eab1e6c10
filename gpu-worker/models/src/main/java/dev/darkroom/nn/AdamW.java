package dev.darkroom.nn;

/**
 * Adam with decoupled weight decay (Loshchilov and Hutter 2019).
 *
 * @param beta1 decay of the mean of gradients
 * @param beta2 decay of the mean of their squares
 * @param eps added to the root of the latter
 */
public record AdamW(double beta1, double beta2, double eps) {
  public AdamW {
    if (!(beta1 >= 0 && beta1 < 1 && beta2 >= 0 && beta2 < 1)) {
      throw new IllegalArgumentException(
          "betas " + beta1 + " and " + beta2 + " are not within [0, 1)");
    }
    if (!(eps > 0)) {
      throw new IllegalArgumentException("eps " + eps + " is not positive");
    }
  }

  /** The usual betas, 0.9 and 0.999. */
  public static AdamW usual() {
    return new AdamW(0.9, 0.999, 1e-8);
  }
}
