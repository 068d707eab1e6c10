package dev.darkroom.model;

import dev.darkroom.failure.ModelException;

/**
 * How a picture comes out of noise.
 *
 * @param sampler the API's name of it: {@code ddim}, {@code euler}, {@code dpmpp_2m_karras}, …
 * @param steps of the sampler, at least one
 * @param guidance weight of classifier-free guidance; 1 means none
 * @param rescale share, 0 to 1, of the guided output that gets the conditional one's deviation
 * @param eta share, 0 to 1, of DDPM's noise that DDIM draws at every step; 0 for other samplers
 */
public record SamplingSettings(
    String sampler, int steps, double guidance, double rescale, double eta) {
  public SamplingSettings {
    if (steps < 1) {
      throw ModelException.badRequest("steps", "steps " + steps + " is below 1");
    }
    if (!Double.isFinite(guidance)) {
      throw ModelException.badRequest(
          "guidance_scale", "guidance_scale " + guidance + " is not a finite number");
    }
    if (!(rescale >= 0 && rescale <= 1)) {
      throw ModelException.badRequest(
          "guidance_rescale", "guidance_rescale " + rescale + " is not in 0 to 1");
    }
    if (!(eta >= 0 && eta <= 1)) {
      throw ModelException.badRequest("eta", "eta " + eta + " is not in 0 to 1");
    }
  }

  /** Without rescaling, and without noise where a sampler need not have any. */
  public static SamplingSettings of(String sampler, int steps, double guidance) {
    return new SamplingSettings(sampler, steps, guidance, 0, 0);
  }
}
