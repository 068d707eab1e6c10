package dev.darkroom.model;

import dev.darkroom.failure.ModelException;
import dev.darkroom.image.Rgb;
import dev.darkroom.weights.HostTensor;

/**
 * What a picture is made from. Given pictures may have any size; they are brought to the request's
 * with PIL's Lanczos filter, unless they lie on a larger canvas.
 */
public sealed interface Start {
  /** Noise alone: text to image. */
  record FromNoise() implements Start {}

  /**
   * A given noise, the same one for every picture, instead of one drawn from the seed: what {@link
   * Rewinder} finds, or anything of a normal distribution.
   *
   * @param latent (C, h, w), F32, of the request's size
   */
  record FromLatent(HostTensor latent) implements Start {}

  /**
   * A picture that is partly forgotten and drawn anew: image to image, and variations of an output.
   *
   * @param strength share of the steps that are done, above 0 to 1
   */
  record FromPicture(Rgb picture, double strength) implements Start {
    public FromPicture {
      checkStrength(strength);
    }
  }

  /**
   * A picture of which a part is drawn anew: inpainting.
   *
   * @param mask white where the picture is drawn anew, black where it is kept
   * @param strength share of the steps that are done, above 0 to 1; 1 forgets that part wholly
   */
  record Repaint(Rgb picture, Rgb mask, double strength) implements Start {
    public Repaint {
      checkStrength(strength);
    }
  }

  /**
   * A picture that is carried on beyond its edges: outpainting. The request's size is the whole
   * canvas.
   *
   * @param left pixels of the canvas to the left of the picture
   * @param top pixels of the canvas above the picture
   * @param overlap pixels inside each edge with new ground beyond it that are drawn anew, too
   * @param strength share of the steps that are done, above 0 to 1; 1 forgets the stretched edges
   *     that the new ground is first filled with
   */
  record Extend(Rgb picture, int left, int top, int overlap, double strength) implements Start {
    public Extend {
      checkStrength(strength);
      if (left < 0 || top < 0 || overlap < 0) {
        throw ModelException.badRequest(
            "image",
            "left %d, top %d, overlap %d: none may be below 0".formatted(left, top, overlap));
      }
    }
  }

  /**
   * A smaller picture of the same prompt and seed, drawn first: the high-resolution second pass.
   * The second pass draws its noise from the seed anew.
   *
   * @param first size of the first pass
   * @param strength share of the steps that the second pass does, above 0 to 1
   */
  record FromSmaller(Size first, Enlargement enlargement, double strength) implements Start {
    public FromSmaller {
      checkStrength(strength);
    }
  }

  /** How the first pass's picture becomes the second's. */
  enum Enlargement {
    /** Its latent, each value repeated. */
    LATENT_NEAREST,
    /** Its latent, values interpolated between the four nearest. */
    LATENT_BILINEAR,
    /** Decoded, resized with PIL's Lanczos filter, and encoded. */
    PIXELS_LANCZOS
  }

  private static void checkStrength(double strength) {
    if (!(strength > 0 && strength <= 1)) {
      throw ModelException.badRequest(
          "strength", "strength " + strength + " is not above 0 and up to 1");
    }
  }
}
