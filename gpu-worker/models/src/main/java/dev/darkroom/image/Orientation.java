package dev.darkroom.image;

/**
 * How a picture's stored pixels are to be turned, as EXIF's tag 0x0112 says it: where the first row
 * and the first column of the file belong in the upright picture.
 */
enum Orientation {
  TOP_LEFT(false, false, false),
  TOP_RIGHT(false, false, true),
  BOTTOM_RIGHT(false, true, true),
  BOTTOM_LEFT(false, true, false),
  LEFT_TOP(true, false, false),
  RIGHT_TOP(true, true, false),
  RIGHT_BOTTOM(true, true, true),
  LEFT_BOTTOM(true, false, true);

  /** Whether stored rows become columns. */
  private final boolean swapped;

  /** Whether the first stored row belongs at the bottom, or at the right where they are swapped. */
  private final boolean rowsBack;

  /** Whether the first stored column belongs at the right, or at the bottom. */
  private final boolean columnsBack;

  Orientation(boolean swapped, boolean rowsBack, boolean columnsBack) {
    this.swapped = swapped;
    this.rowsBack = rowsBack;
    this.columnsBack = columnsBack;
  }

  /** The one that EXIF writes as this number, 1 to 8; of any other, that nothing is turned. */
  static Orientation of(int tag) {
    return tag >= 1 && tag <= values().length ? values()[tag - 1] : TOP_LEFT;
  }

  /** The picture as it was meant to be seen. */
  Rgb upright(Rgb stored) {
    if (this == TOP_LEFT) {
      return stored;
    }
    int width = swapped ? stored.height() : stored.width();
    int height = swapped ? stored.width() : stored.height();
    int[] pixels = new int[width * height];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int row = swapped ? x : y;
        int column = swapped ? y : x;
        pixels[y * width + x] =
            stored.at(
                columnsBack ? stored.width() - 1 - column : column,
                rowsBack ? stored.height() - 1 - row : row);
      }
    }
    return Rgb.ofPixels(width, height, pixels);
  }
}
