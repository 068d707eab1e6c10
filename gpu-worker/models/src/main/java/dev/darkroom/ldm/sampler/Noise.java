package dev.darkroom.ldm.sampler;

import dev.darkroom.random.TorchRandom;

/**
 * One picture's own stream of standard normal noise, so that it never depends on its neighbours.
 */
@FunctionalInterface
public interface Noise {
  /** The next {@code size} values. */
  Latent draw(int size);

  /** Noise of torch's CPU generator: what diffusers draws for the same seed. */
  static Noise of(TorchRandom random) {
    return size -> Latent.of(random.randn(size));
  }
}
