package dev.darkroom.model;

import java.util.List;

/**
 * The pictures that one run draws together. Picture {@code k} takes all its randomness from {@code
 * seeds.get(k)}, so it does not depend on its neighbours.
 *
 * @param seeds one a picture, at least one
 * @param size of every picture
 */
public record GenerationRequest(
    Prompt prompt, List<Seed> seeds, SamplingSettings sampling, Size size) {
  public GenerationRequest {
    seeds = List.copyOf(seeds);
    if (seeds.isEmpty()) {
      throw ModelException.badRequest("n", "no seed is given: a run draws one picture a seed");
    }
  }
}
