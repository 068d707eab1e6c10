package dev.darkroom.model;

import dev.darkroom.embedding.LearnedWord;
import java.util.List;

/**
 * The pictures that one run draws together. Picture {@code k} takes all its randomness from {@code
 * seeds.get(k)}, so it does not depend on its neighbours.
 *
 * @param seeds one a picture, at least one
 * @param size of every picture
 * @param start what every picture is made from
 * @param words learned ones that the prompts may use, each under a token of its own
 */
public record GenerationRequest(
    Prompt prompt,
    List<Seed> seeds,
    SamplingSettings sampling,
    Size size,
    Start start,
    List<LearnedWord> words) {
  public GenerationRequest {
    seeds = List.copyOf(seeds);
    words = List.copyOf(words);
    if (seeds.isEmpty()) {
      throw ModelException.badRequest("n", "no seed is given: a run draws one picture a seed");
    }
  }

  /** A request from noise alone that uses no learned word. */
  public GenerationRequest(Prompt prompt, List<Seed> seeds, SamplingSettings sampling, Size size) {
    this(prompt, seeds, sampling, size, new Start.FromNoise(), List.of());
  }

  /** The same pictures, made from something else. */
  public GenerationRequest withStart(Start other) {
    return new GenerationRequest(prompt, seeds, sampling, size, other, words);
  }

  /** The same pictures, drawn by a model that knows these words. */
  public GenerationRequest withWords(List<LearnedWord> learned) {
    return new GenerationRequest(prompt, seeds, sampling, size, start, learned);
  }
}
