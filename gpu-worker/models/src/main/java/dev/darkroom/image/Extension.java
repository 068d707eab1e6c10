package dev.darkroom.image;

/**
 * A picture on a larger canvas, its edges stretched over the new ground, and what of the canvas is
 * to be drawn.
 *
 * @param mask of the canvas's size: white where it is to be drawn, black where it is the picture's
 */
public record Extension(Rgb canvas, Rgb mask) {
  private static final int WHITE = 0xFFFFFF;

  /**
   * Lays a picture on a canvas.
   *
   * @param width of the canvas
   * @param height of the canvas
   * @param left pixels of it to the left of the picture
   * @param top pixels of it above the picture
   * @param overlap pixels inside each edge with new ground beyond it that are to be drawn, too
   * @throws IllegalArgumentException if the picture does not lie within the canvas
   */
  public static Extension of(Rgb picture, int width, int height, int left, int top, int overlap) {
    int right = left + picture.width();
    int bottom = top + picture.height();
    if (left < 0 || top < 0 || right > width || bottom > height) {
      throw new IllegalArgumentException(
          "%s at %d,%d is not within %dx%d".formatted(picture, left, top, width, height));
    }
    int keptLeft = left == 0 ? 0 : left + overlap;
    int keptTop = top == 0 ? 0 : top + overlap;
    int keptRight = right == width ? width : right - overlap;
    int keptBottom = bottom == height ? height : bottom - overlap;
    int[] canvas = new int[width * height];
    int[] mask = new int[width * height];
    for (int i = 0; i < canvas.length; i++) {
      int x = i % width;
      int y = i / width;
      canvas[i] =
          picture.at(
              Math.clamp(x - left, 0, picture.width() - 1),
              Math.clamp(y - top, 0, picture.height() - 1));
      boolean kept = x >= keptLeft && x < keptRight && y >= keptTop && y < keptBottom;
      mask[i] = kept ? 0 : WHITE;
    }
    return new Extension(Rgb.ofPixels(width, height, canvas), Rgb.ofPixels(width, height, mask));
  }
}
