package dev.darkroom.ldm;

import dev.darkroom.ldm.sampler.Latent;
import dev.darkroom.model.Size;

/**
 * What SDXL is told of a picture's size (Podell et al. 2023, section 2.2), so that small pictures
 * and cut ones may be learned from without being drawn.
 *
 * @param original the whole picture, before it was resized
 * @param top rows that were cut off above it, resized
 * @param left columns that were cut off beside it
 * @param target what is left, which the network sees
 */
public record PictureSizes(Size original, int top, int left, Size target) {
  /** A picture that was never resized nor cut. */
  public static PictureSizes whole(Size size) {
    return new PictureSizes(size, 0, 0, size);
  }

  /** Heights before widths, as the network has them. */
  public Latent numbers() { // (6)
    return Latent.of(
        original.height(), original.width(), top, left, target.height(), target.width());
  }
}
