package dev.darkroom.image;

/**
 * What of a picture stays while the rest is drawn anew. A network gives back all of a picture, what
 * was to stay a little blurred; this puts the pixels themselves over it.
 */
public final class Patch {
  /** As bright as this, a pixel of a mask counts as white. */
  private static final int HALF = 128;

  private final Rgb picture;
  private final Rgb mask;

  private Patch(Rgb picture, Rgb mask) {
    this.picture = picture;
    this.mask = mask;
  }

  /**
   * The black part of a picture's mask, both brought to this size by Lanczos' filter.
   *
   * @param mask white where the picture is drawn anew
   */
  public static Patch of(Rgb picture, Rgb mask, int width, int height) {
    return new Patch(
        Resize.to(picture, width, height, Resize.Filter.LANCZOS),
        Resize.to(mask, width, height, Resize.Filter.LANCZOS));
  }

  /** Whether a pixel of a mask is nearer to white than to black. */
  public static boolean isDrawn(Rgb mask, int x, int y) {
    int rgb = mask.at(x, y);
    int r = rgb >> 16 & 0xFF;
    int g = rgb >> 8 & 0xFF;
    int b = rgb & 0xFF;
    // ITU-R 601-2 in 16-bit fixed point, as PIL's gray.
    return (r * 19595 + g * 38470 + b * 7471 + 0x8000) >> 16 >= HALF;
  }

  /**
   * The drawn picture with what was to stay over it.
   *
   * @throws IllegalArgumentException if it has another size
   */
  public Rgb onto(Rgb drawn) {
    if (drawn.width() != picture.width() || drawn.height() != picture.height()) {
      throw new IllegalArgumentException(drawn + " is not of the size of " + picture);
    }
    int[] pixels = new int[drawn.width() * drawn.height()];
    for (int i = 0; i < pixels.length; i++) {
      int x = i % drawn.width();
      int y = i / drawn.width();
      pixels[i] = isDrawn(mask, x, y) ? drawn.at(x, y) : picture.at(x, y);
    }
    return Rgb.ofPixels(drawn.width(), drawn.height(), pixels);
  }
}
