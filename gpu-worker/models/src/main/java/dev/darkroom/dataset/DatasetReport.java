package dev.darkroom.dataset;

import dev.darkroom.image.Buckets.Bucket;
import dev.darkroom.image.Buckets.Placement;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What was found in a dataset before any training.
 *
 * @param pictures that can be trained on
 * @param errors a training with any of these is refused
 * @param warnings worth a look; a training goes on
 * @param buckets how many pictures have each size
 * @param preview what the model will see of the pictures, in their order
 */
public record DatasetReport(
    int pictures,
    List<Problem> errors,
    List<Problem> warnings,
    SortedMap<Bucket, Integer> buckets,
    List<Preview> preview) {

  /** What can be wrong with a dataset, or with a file of it. */
  public enum Kind {
    /** There are fewer pictures than the training needs. */
    TOO_FEW_PICTURES,
    /** A picture's file is of another format, damaged or too large. */
    UNDECODABLE,
    /** A picture has no caption, and the training has no prompt for all. */
    CAPTION_MISSING,
    /** A caption has more tokens than the model reads. */
    CAPTION_TOO_LONG,
    /** A caption belongs to no picture. */
    PICTURE_MISSING,
    /** Two files hold the same picture. */
    DUPLICATE,
    /** A picture is smaller than its bucket and will be enlarged. */
    ENLARGED;

    /** The kind as it appears in answers and logs. */
    public String id() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * One thing that is wrong.
   *
   * @param file empty where it is the dataset as a whole
   * @param message what is wrong, and what would be right
   */
  public record Problem(Kind kind, String file, String message) {}

  /**
   * A picture as the model will see it.
   *
   * @param width of its file, pixels
   * @param height of its file, pixels
   * @param caption the text it is learned under
   * @param tokens of the caption, with neither beginning nor end; empty where none were counted
   * @param digest SHA-256 of the file, in hexadecimal digits
   */
  public record Preview(
      String file,
      int width,
      int height,
      Placement placement,
      String caption,
      OptionalInt tokens,
      String digest) {}

  public DatasetReport {
    errors = List.copyOf(errors);
    warnings = List.copyOf(warnings);
    buckets = Collections.unmodifiableSortedMap(new TreeMap<>(buckets));
    preview = List.copyOf(preview);
  }

  /** Whether a training may use the dataset. */
  public boolean isUsable() {
    return errors.isEmpty();
  }
}
