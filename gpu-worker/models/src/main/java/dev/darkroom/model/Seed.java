package dev.darkroom.model;

import dev.darkroom.failure.ModelException;
import java.util.Optional;

/**
 * Where one picture's randomness comes from.
 *
 * @param variation a second seed that its first noise is drawn towards
 */
public record Seed(long value, Optional<Variation> variation) {

  /**
   * A neighbour of a picture: its first noise turned towards another seed's. Everything drawn later
   * comes from the picture's own seed.
   *
   * @param strength of the turn, 0 (none) to 1 (the other seed's noise)
   */
  public record Variation(long seed, double strength) {
    public Variation {
      if (!(strength >= 0 && strength <= 1)) {
        throw ModelException.badRequest(
            "subseed_strength", "subseed_strength " + strength + " is not in 0 to 1");
      }
    }
  }

  /** A picture of its own. */
  public static Seed of(long value) {
    return new Seed(value, Optional.empty());
  }

  /** A neighbour of the picture that {@code value} alone gives. */
  public static Seed varied(long value, long subSeed, double strength) {
    return new Seed(value, Optional.of(new Variation(subSeed, strength)));
  }
}
