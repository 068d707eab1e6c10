package dev.darkroom.ldm.vae;

import dev.darkroom.failure.ModelException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * A large field put through a network tile by tile, so that memory does not grow with it: tiles
 * overlap by a quarter, and where they do the results fade into each other, first downwards and
 * then to the right. Number for number what diffusers does; its norms see one tile at a time, so
 * the result is near the whole field's and never equal.
 *
 * @param tile side of a tile that goes in
 * @param outTile side of what comes out of it
 */
public record Tiling(int tile, int outTile) {
  private static final double OVERLAP = 0.25;

  public Tiling {
    if (tile < 2 || (long) stride(tile) * outTile != (long) kept(outTile) * tile) {
      throw new ModelException(
          ModelException.Code.CONFIG_UNSUPPORTED,
          "vae: sample_size does not divide into tiles of %d and %d: load it without tiling"
              .formatted(tile, outTile));
    }
  }

  /** Of pictures of {@code config} towards latents. */
  public static Tiling encoding(VaeConfig config) {
    return new Tiling(config.sampleSize(), config.sampleSize() / config.factor());
  }

  /** Of latents of {@code config} towards pictures. */
  public static Tiling decoding(VaeConfig config) {
    return new Tiling(config.sampleSize() / config.factor(), config.sampleSize());
  }

  /** Whether a field of this size is more than a tile. */
  public boolean divides(int height, int width) {
    return height > tile || width > tile;
  }

  /**
   * The whole field through the network.
   *
   * @param network of a tile of any size up to {@link #tile}, and its result at the scale of {@link
   *     #outTile}
   */
  public Planar apply(Planar field, UnaryOperator<Planar> network) {
    int stride = stride(tile);
    int kept = kept(outTile);
    int blend = outTile - kept;
    List<Planar> parts = new ArrayList<>();
    List<Planar> above = List.of();
    int height = 0;
    int width = 0; // of the whole result
    for (int top = 0; top < field.height(); top += stride) {
      List<Planar> row = new ArrayList<>();
      for (int left = 0; left < field.width(); left += stride) {
        Planar result = network.apply(field.cropped(top, left, tile, tile));
        if (!above.isEmpty()) {
          fadeDown(above.get(row.size()), result, blend);
        }
        if (!row.isEmpty()) {
          fadeRight(row.getLast(), result, blend);
        }
        row.add(result);
      }
      row.forEach(result -> parts.add(result.cropped(0, 0, kept, kept)));
      width = row.stream().mapToInt(result -> Math.min(kept, result.width())).sum();
      height += Math.min(kept, row.getFirst().height());
      above = row;
    }
    return joined(parts, height, width, kept);
  }

  private static int stride(int tile) {
    return (int) (tile * (1 - OVERLAP));
  }

  private static int kept(int outTile) {
    return outTile - (int) (outTile * OVERLAP);
  }

  private static Planar joined(List<Planar> parts, int height, int width, int kept) {
    Planar whole = Planar.empty(parts.getFirst().channels(), height, width);
    int columns = Math.ceilDiv(width, kept);
    for (int i = 0; i < parts.size(); i++) {
      whole.paste(parts.get(i), i / columns * kept, i % columns * kept);
    }
    return whole;
  }

  /** The last rows of {@code above} fade into the first of {@code below}. */
  private static void fadeDown(Planar above, Planar below, int blend) {
    int extent = Math.min(blend, Math.min(above.height(), below.height()));
    for (int y = 0; y < extent; y++) {
      double share = (double) y / extent;
      for (int c = 0; c < below.channels(); c++) {
        for (int x = 0; x < below.width(); x++) {
          float a = above.at(c, above.height() - extent + y, x);
          below.set(c, y, x, (float) (a * (1 - share) + below.at(c, y, x) * share));
        }
      }
    }
  }

  /** The last columns of {@code left} fade into the first of {@code right}. */
  private static void fadeRight(Planar left, Planar right, int blend) {
    int extent = Math.min(blend, Math.min(left.width(), right.width()));
    for (int x = 0; x < extent; x++) {
      double share = (double) x / extent;
      for (int c = 0; c < right.channels(); c++) {
        for (int y = 0; y < right.height(); y++) {
          float a = left.at(c, y, left.width() - extent + x);
          right.set(c, y, x, (float) (a * (1 - share) + right.at(c, y, x) * share));
        }
      }
    }
  }
}
