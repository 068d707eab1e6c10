package dev.darkroom.ldm;

import dev.darkroom.ldm.sampler.Latent;
import java.util.Arrays;
import java.util.Optional;

/**
 * What the denoiser is told of one text.
 *
 * @param length M, states of it
 * @param states (M, E)
 * @param pooled the whole text in one vector, for networks that look at it: (P)
 */
public record Conditioning(int length, Latent states, Optional<Latent> pooled) {

  /** The same, its last state repeated up to another length. */
  Conditioning extendedTo(int other) {
    if (other == length) {
      return this;
    }
    float[] given = states.toArray();
    int width = given.length / length;
    float[] all = Arrays.copyOf(given, other * width);
    for (int m = length; m < other; m++) {
      System.arraycopy(given, given.length - width, all, m * width, width);
    }
    return new Conditioning(other, Latent.of(all), pooled);
  }

  /** A text that says nothing, not even that it is empty. */
  Conditioning silenced() {
    return new Conditioning(
        length,
        Latent.of(new float[states.size()]),
        pooled.map(p -> Latent.of(new float[p.size()])));
  }
}
