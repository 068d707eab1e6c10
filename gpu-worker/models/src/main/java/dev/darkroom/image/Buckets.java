package dev.darkroom.image;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * The sizes that pictures of any aspect are trained at, all of about one area: widths by steps, the
 * height what the area leaves, floored to a step; and both the other way round.
 */
public final class Buckets {
  private final List<Bucket> sizes;

  /** A size of pictures, pixels. */
  public record Bucket(int width, int height) implements Comparable<Bucket> {
    double aspect() {
      return (double) width / height;
    }

    /** As in {@code 512x768}. */
    @Override
    public String toString() {
      return width + "x" + height;
    }

    @Override
    public int compareTo(Bucket other) {
      int byWidth = Integer.compare(width, other.width);
      return byWidth != 0 ? byWidth : Integer.compare(height, other.height);
    }
  }

  /**
   * Which sizes there are.
   *
   * @param resolution side of the square whose area all have, pixels
   * @param min shortest side
   * @param max longest side
   * @param step of a side, a multiple of the model's factor
   */
  public record Rule(int resolution, int min, int max, int step) {
    /** More sizes are more compilations than any training repays. */
    private static final int MAX_WIDTHS = 64;

    public Rule {
      if (step < 1 || min < step || max < min || resolution < min || resolution > max) {
        throw new IllegalArgumentException(
            "buckets of resolution %d, sides %d to %d by %d: use step <= min <= resolution <= max"
                .formatted(resolution, min, max, step));
      }
      if ((max - min) / step >= MAX_WIDTHS) {
        throw new IllegalArgumentException(
            "sides %d to %d by %d are more than %d: use a larger step"
                .formatted(min, max, step, MAX_WIDTHS));
      }
    }

    /** Sides from half the resolution to twice it, by an eighth: 256 to 1024 by 64 around 512. */
    public static Rule around(int resolution) {
      return new Rule(resolution, resolution / 2, 2 * resolution, Math.max(1, resolution / 8));
    }
  }

  /**
   * The sizes of about a square's area for a model.
   *
   * @param resolution side of the square, a multiple of the factor, pixels
   * @param factor that every side of the model's pictures is a multiple of
   */
  public static Buckets around(int resolution, int factor) {
    int step = Math.max(factor, resolution / 8 / factor * factor);
    int min = Math.max(step, resolution / 2 / step * step);
    return of(new Rule(resolution, min, 2 * resolution, step));
  }

  /**
   * How a picture becomes one of its bucket: resized so that it covers the bucket, and cut.
   *
   * @param width of the whole picture, resized
   * @param x of the cut's left edge in it
   * @param y of the cut's upper edge in it
   */
  public record Placement(Bucket bucket, int width, int height, int x, int y) {
    /** A picture of the size that was placed, as a model is shown it. */
    public Rgb of(Rgb picture) {
      return Resize.to(picture, width, height, Resize.Filter.BILINEAR)
          .cropped(x, y, bucket.width(), bucket.height());
    }
  }

  private Buckets(List<Bucket> sizes) {
    this.sizes = sizes;
  }

  /** One square size, whatever the pictures. */
  public static Buckets square(int resolution) {
    return only(new Bucket(resolution, resolution));
  }

  /** This size and no other. */
  public static Buckets only(Bucket size) {
    return new Buckets(List.of(size));
  }

  public static Buckets of(Rule rule) {
    TreeSet<Bucket> sizes = new TreeSet<>();
    int square = rule.resolution() / rule.step() * rule.step();
    sizes.add(new Bucket(square, square));
    long area = (long) rule.resolution() * rule.resolution();
    for (int width = rule.min(); width <= rule.max(); width += rule.step()) {
      int height = (int) Math.min(rule.max(), area / width / rule.step() * rule.step());
      if (height >= rule.min()) {
        sizes.add(new Bucket(width, height));
        sizes.add(new Bucket(height, width));
      }
    }
    return new Buckets(new ArrayList<>(sizes));
  }

  /** All sizes, the narrowest first. */
  public List<Bucket> sizes() {
    return List.copyOf(sizes);
  }

  /** Where a picture of this size goes: a bucket of its own size, else that of nearest aspect. */
  public Placement place(int width, int height) {
    Bucket bucket = nearest(width, height);
    double scale =
        (double) width / height > bucket.aspect()
            ? (double) bucket.height() / height
            : (double) bucket.width() / width;
    int w = Math.max(bucket.width(), (int) (width * scale + 0.5));
    int h = Math.max(bucket.height(), (int) (height * scale + 0.5));
    return new Placement(bucket, w, h, (w - bucket.width()) / 2, (h - bucket.height()) / 2);
  }

  private Bucket nearest(int width, int height) {
    Bucket own = new Bucket(width, height);
    if (sizes.contains(own)) {
      return own;
    }
    Bucket best = sizes.getFirst();
    for (Bucket size : sizes) {
      if (Math.abs(size.aspect() - own.aspect()) < Math.abs(best.aspect() - own.aspect())) {
        best = size;
      }
    }
    return best;
  }
}
