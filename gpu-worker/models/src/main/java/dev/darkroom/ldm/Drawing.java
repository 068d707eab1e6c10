package dev.darkroom.ldm;

import dev.darkroom.failure.ModelException;
import dev.darkroom.ldm.sampler.Guidance;
import dev.darkroom.ldm.sampler.Noise;
import dev.darkroom.ldm.sampler.Sampler;
import dev.darkroom.model.ClipSkip;
import dev.darkroom.model.Prompt;
import dev.darkroom.model.Size;
import java.util.List;
import java.util.Optional;

/**
 * Pictures to be drawn together, each as if alone.
 *
 * @param origin what all pictures begin from
 */
public record Drawing(
    List<Picture> pictures, Method method, Reading reading, Size size, Origin origin) {
  /** More pictures than any device draws together. */
  private static final int MAX_PICTURES = 64;

  /**
   * How they come out of noise.
   *
   * @param steps of the sampler
   */
  public record Method(Sampler sampler, int steps, Guidance guidance) {}

  /** How their prompts are read. */
  public record Reading(Prompt.Syntax syntax, ClipSkip clipSkip) {}

  /**
   * One of them.
   *
   * @param negative what to steer away from; empty for nothing
   * @param noise all of this picture's randomness: first its beginning's, then the sampler's
   * @param variation what its first noise is turned towards
   */
  public record Picture(
      String prompt, String negative, Noise noise, Optional<Variation> variation) {
    /** A picture of its own. */
    public Picture(String prompt, String negative, Noise noise) {
      this(prompt, negative, noise, Optional.empty());
    }
  }

  /**
   * Another picture's noise, as far as {@code strength} says.
   *
   * @param strength 0 to 1
   */
  public record Variation(Noise noise, double strength) {}

  public Drawing {
    pictures = List.copyOf(pictures);
    if (pictures.isEmpty() || pictures.size() > MAX_PICTURES) {
      throw ModelException.badRequest(
          "n",
          "%d pictures at a time are not possible: use 1 to %d"
              .formatted(pictures.size(), MAX_PICTURES));
    }
  }

  /** The same drawing, begun from something else. */
  Drawing from(Origin other) {
    return new Drawing(pictures, method, reading, size, other);
  }
}
