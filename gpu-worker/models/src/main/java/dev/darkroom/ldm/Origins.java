package dev.darkroom.ldm;

import dev.darkroom.failure.ModelException;
import dev.darkroom.image.Extension;
import dev.darkroom.image.Patch;
import dev.darkroom.image.Planes;
import dev.darkroom.image.Resize;
import dev.darkroom.image.Rgb;
import dev.darkroom.ldm.sampler.Latent;
import dev.darkroom.model.Size;
import dev.darkroom.model.Start;

/** From the pictures of a request to what the networks see of them. */
final class Origins {
  private Origins() {}

  /**
   * The beginning of pictures of this size.
   *
   * @throws ModelException if they cannot begin so
   */
  static Origin of(Start start, Size size) {
    return switch (start) {
      case Start.FromNoise _ -> new Origin.Nothing();
      case Start.FromLatent l -> new Origin.Given(l.latent());
      case Start.FromPicture p ->
          new Origin.Picture(planes(resized(p.picture(), size)), p.strength());
      case Start.Repaint r ->
          new Origin.Masked(
              planes(resized(r.picture(), size)), mask(resized(r.mask(), size)), r.strength());
      case Start.Extend e -> extended(e, size);
      case Start.FromSmaller _ -> new Origin.Nothing(); // the first pass's
    };
  }

  private static Origin extended(Start.Extend e, Size size) {
    Rgb picture = e.picture();
    if (e.left() + picture.width() > size.width() || e.top() + picture.height() > size.height()) {
      throw ModelException.badRequest(
          "image",
          "a picture of %dx%d at %d,%d is not within %dx%d: use a larger size"
              .formatted(
                  picture.width(),
                  picture.height(),
                  e.left(),
                  e.top(),
                  size.width(),
                  size.height()));
    }
    Extension extension =
        Extension.of(picture, size.width(), size.height(), e.left(), e.top(), e.overlap());
    return new Origin.Masked(planes(extension.canvas()), mask(extension.mask()), e.strength());
  }

  static Rgb resized(Rgb picture, Size size) {
    return Resize.to(picture, size.width(), size.height(), Resize.Filter.LANCZOS);
  }

  static Latent planes(Rgb picture) { // (3, H, W)
    return Latent.of(Planes.of(picture));
  }

  /** 1 where the mask is nearer to white than to black. */
  private static Latent mask(Rgb mask) { // (1, H, W)
    float[] values = new float[mask.width() * mask.height()];
    for (int i = 0; i < values.length; i++) {
      values[i] = Patch.isDrawn(mask, i % mask.width(), i / mask.width()) ? 1 : 0;
    }
    return Latent.of(values);
  }
}
