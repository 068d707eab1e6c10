package dev.darkroom.image;

/**
 * What a reader accepts, checked from the header, before a pixel is decoded.
 *
 * @param maxBytes of the file
 * @param maxSide pixels of width and of height
 * @param maxPixels of the whole picture
 */
public record ImageLimits(int maxBytes, int maxSide, long maxPixels) {
  /** 32 MiB, 8192 pixels a side, 32 megapixels in all. */
  public static final ImageLimits DEFAULT = new ImageLimits(32 << 20, 8192, 32_000_000);

  public ImageLimits {
    if (maxBytes < 1 || maxSide < 1 || maxPixels < 1) {
      throw new IllegalArgumentException(
          "limits of %d bytes, %d a side and %d pixels must all be positive"
              .formatted(maxBytes, maxSide, maxPixels));
    }
  }
}
