package dev.darkroom.model;

import java.util.List;

/**
 * The pictures that one run draws together. Picture {@code k} takes all its randomness from {@code
 * seeds.get(k)}, so it does not depend on its neighbours.
 *
 * @param negative what to steer away from; empty for nothing
 * @param seeds one a picture, at least one
 * @param steps of the sampler, at least one
 * @param guidance weight of classifier-free guidance; 1 means none
 * @param sampler the API's name of it: {@code ddim}, {@code euler}, {@code dpmpp_2m_karras}, …
 * @param width pixels
 * @param height pixels
 */
public record GenerationRequest(
    String prompt,
    String negative,
    List<Long> seeds,
    int steps,
    double guidance,
    String sampler,
    int width,
    int height) {
  public GenerationRequest {
    seeds = List.copyOf(seeds);
    if (seeds.isEmpty()) {
      throw ModelException.badRequest("n", "no seed is given: a run draws one picture a seed");
    }
    if (steps < 1) {
      throw ModelException.badRequest("steps", "steps " + steps + " is below 1");
    }
    if (!Double.isFinite(guidance)) {
      throw ModelException.badRequest(
          "guidance_scale", "guidance_scale " + guidance + " is not a finite number");
    }
    if (width < 1 || height < 1) {
      throw ModelException.badRequest("width", "size " + width + "x" + height + " is empty");
    }
  }
}
