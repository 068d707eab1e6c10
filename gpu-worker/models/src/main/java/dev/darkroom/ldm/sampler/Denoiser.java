package dev.darkroom.ldm.sampler;

import java.util.List;

/** The network as samplers see it: guidance, conditioning, batching and devices are behind it. */
@FunctionalInterface
public interface Denoiser {
  /**
   * The network's output for each picture.
   *
   * @param inputs one latent a picture, scaled to the variance that the network was trained on
   * @param time the training time step, which may be fractional
   * @return one latent an input, of its size; what it means is the model's {@link Prediction}
   */
  List<Latent> denoise(List<Latent> inputs, double time); // (B, C, h, w) -> (B, C, h, w)
}
