package dev.darkroom.worker.train;

import dev.darkroom.image.Rgb;
import java.util.List;

/** Pictures of one size side by side. */
final class Grid {
  private Grid() {}

  /** Rows of pictures as one picture; every row has as many. */
  static Rgb of(List<List<Rgb>> rows) {
    Rgb first = rows.getFirst().getFirst();
    int w = first.width();
    int h = first.height();
    int width = w * rows.getFirst().size();
    int[] pixels = new int[width * h * rows.size()];
    for (int row = 0; row < rows.size(); row++) {
      for (int column = 0; column < rows.get(row).size(); column++) {
        Rgb picture = rows.get(row).get(column);
        for (int y = 0; y < h; y++) {
          for (int x = 0; x < w; x++) {
            pixels[(row * h + y) * width + column * w + x] = picture.at(x, y);
          }
        }
      }
    }
    return Rgb.ofPixels(width, h * rows.size(), pixels);
  }
}
