package dev.darkroom.dataset;

import dev.darkroom.dataset.Dataset.Item;
import dev.darkroom.dataset.DatasetReport.Preview;
import dev.darkroom.image.Buckets.Bucket;
import dev.darkroom.image.Rgb;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The pictures of a dataset side by side, each resized and cut as the model will see it. */
public final class ContactSheet {
  /** Pictures of a sheet; the rest of a larger dataset is left out. */
  public static final int MAX_PICTURES = 64;

  private static final int GREY = 0x808080;

  private ContactSheet() {}

  /**
   * The sheet of a dataset's first pictures, about as wide as high.
   *
   * @param report of the same dataset, with at least one picture
   * @throws DatasetException if a picture can no longer be read
   */
  public static Rgb of(Dataset dataset, DatasetReport report) {
    List<Preview> shown = report.preview().stream().limit(MAX_PICTURES).toList();
    if (shown.isEmpty()) {
      throw new IllegalArgumentException("a sheet of no pictures is none");
    }
    int columns = (int) Math.ceil(Math.sqrt(shown.size()));
    int rows = Math.ceilDiv(shown.size(), columns);
    Bucket cell = cell(shown);
    int[] pixels = new int[columns * cell.width() * rows * cell.height()];
    Arrays.fill(pixels, GREY);
    Map<String, Item> items =
        dataset.items().stream().collect(Collectors.toMap(Item::name, Function.identity()));
    for (int i = 0; i < shown.size(); i++) {
      Item item = items.get(shown.get(i).file());
      if (item == null) {
        throw new IllegalArgumentException(shown.get(i).file() + " is not in the dataset");
      }
      Rgb seen = shown.get(i).placement().of(dataset.picture(item));
      int left = i % columns * cell.width() + (cell.width() - seen.width()) / 2;
      int top = i / columns * cell.height() + (cell.height() - seen.height()) / 2;
      for (int y = 0; y < seen.height(); y++) {
        for (int x = 0; x < seen.width(); x++) {
          pixels[(top + y) * columns * cell.width() + left + x] = seen.at(x, y);
        }
      }
    }
    return Rgb.ofPixels(columns * cell.width(), rows * cell.height(), pixels);
  }

  /** As large as the widest and the highest of them. */
  private static Bucket cell(List<Preview> shown) {
    int width = 0;
    int height = 0;
    for (Preview preview : shown) {
      width = Math.max(width, preview.placement().bucket().width());
      height = Math.max(height, preview.placement().bucket().height());
    }
    return new Bucket(width, height);
  }
}
