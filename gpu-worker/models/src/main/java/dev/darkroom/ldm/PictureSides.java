package dev.darkroom.ldm;

import dev.darkroom.failure.ModelException;
import dev.darkroom.model.Size;

/**
 * The sizes of pictures that a model can draw.
 *
 * @param factor picture pixels a latent pixel, on each side
 */
record PictureSides(int factor) {
  /** No side of a picture is longer, in pixels. */
  private static final int MAX_SIDE = 2048;

  /**
   * The size of the latents of pictures of this size.
   *
   * @throws ModelException if the model draws no pictures of this size
   */
  Size latent(Size picture) {
    return new Size(latent("width", picture.width()), latent("height", picture.height()));
  }

  private int latent(String param, int pixels) {
    if (pixels < factor || pixels > MAX_SIDE) {
      throw ModelException.badRequest(
          param, "%s %d is not in %d to %d".formatted(param, pixels, factor, MAX_SIDE));
    }
    if (pixels % factor != 0) {
      int below = pixels / factor * factor;
      throw ModelException.badRequest(
          param,
          "%s %d is not a multiple of %d (this model's factor): use %d or %d"
              .formatted(param, pixels, factor, below, below + factor));
    }
    return pixels / factor;
  }
}
