package dev.darkroom.model;

import dev.darkroom.embedding.LearnedWord;
import dev.darkroom.failure.ModelException;
import dev.darkroom.lora.LoraUse;
import java.util.List;

/**
 * The pictures that one run draws together. Picture {@code k} takes all its randomness from {@code
 * seeds.get(k)}, so it does not depend on its neighbours.
 *
 * @param seeds one a picture, at least one
 * @param size of every picture
 * @param start what every picture is made from
 * @param additions what the model shall know beside its own
 */
public record GenerationRequest(
    Prompt prompt,
    List<Seed> seeds,
    SamplingSettings sampling,
    Size size,
    Start start,
    Additions additions) {
  public GenerationRequest {
    seeds = List.copyOf(seeds);
    if (seeds.isEmpty()) {
      throw ModelException.badRequest("n", "no seed is given: a run draws one picture a seed");
    }
  }

  /** A request from noise alone, to the model as it is. */
  public GenerationRequest(Prompt prompt, List<Seed> seeds, SamplingSettings sampling, Size size) {
    this(prompt, seeds, sampling, size, new Start.FromNoise(), Additions.NONE);
  }

  /** The same pictures with other randomness, or more or fewer of them. */
  public GenerationRequest withSeeds(List<Seed> others) {
    return new GenerationRequest(prompt, others, sampling, size, start, additions);
  }

  /** The same pictures at another size. */
  public GenerationRequest withSize(Size other) {
    return new GenerationRequest(prompt, seeds, sampling, other, start, additions);
  }

  /** The same pictures, made from something else. */
  public GenerationRequest withStart(Start other) {
    return new GenerationRequest(prompt, seeds, sampling, size, other, additions);
  }

  /** The same pictures, drawn by a model that knows these words. */
  public GenerationRequest withWords(List<LearnedWord> learned) {
    return with(new Additions(learned, additions.loras()));
  }

  /** The same pictures, drawn by a model with these LoRAs. */
  public GenerationRequest withLoras(List<LoraUse> loras) {
    return with(new Additions(additions.words(), loras));
  }

  private GenerationRequest with(Additions other) {
    return new GenerationRequest(prompt, seeds, sampling, size, start, other);
  }
}
