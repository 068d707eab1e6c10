package dev.darkroom.ldm;

import dev.darkroom.ldm.sampler.Latent;
import dev.darkroom.weights.HostTensor;
import java.util.List;

/** What the pictures of a drawing begin from, as the networks see it. */
public sealed interface Origin {
  /** Noise alone. */
  record Nothing() implements Origin {}

  /**
   * This noise, for every picture.
   *
   * @param latent as if drawn from a standard normal distribution
   */
  record Given(HostTensor latent) implements Origin {} // (C, h, w)

  /**
   * A picture, brought to the noise level at which {@code strength} of the steps are left (SDEdit,
   * Meng et al. 2022).
   *
   * @param planes -1 to 1
   */
  record Picture(Latent planes, double strength) implements Origin {} // (3, H, W)

  /**
   * A picture that is kept where the mask says so.
   *
   * @param planes -1 to 1
   * @param mask 1 where the picture is drawn anew, else 0
   */
  record Masked(Latent planes, Latent mask, double strength) implements Origin { // (3 | 1, H, W)
    /** Whether the part drawn anew begins from noise alone. */
    boolean forgets() {
      return strength == 1;
    }
  }

  /**
   * Latents that another run left, one a picture, at its noise level 0.
   *
   * @param latents of the drawing's size
   */
  record Latents(List<Latent> latents, double strength) implements Origin { // (B, C, h, w)
    public Latents {
      latents = List.copyOf(latents);
    }
  }
}
