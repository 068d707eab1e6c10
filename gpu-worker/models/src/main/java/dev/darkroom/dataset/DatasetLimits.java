package dev.darkroom.dataset;

import dev.darkroom.image.ImageLimits;

/**
 * What a dataset may hold; checked while it is read, so that no file can make a reader hold more.
 *
 * @param maxFiles files of any kind
 * @param maxPictures of them pictures
 * @param maxBytes of all files together, unpacked
 * @param maxTextBytes of a file of captions
 * @param picture of each picture
 */
public record DatasetLimits(
    int maxFiles, int maxPictures, long maxBytes, int maxTextBytes, ImageLimits picture) {
  /** 20,000 files, 10,000 pictures, 8 GiB in all, 16 MiB of captions a file. */
  public static final DatasetLimits DEFAULT =
      new DatasetLimits(20_000, 10_000, 8L << 30, 16 << 20, ImageLimits.DEFAULT);

  public DatasetLimits {
    if (maxFiles < 1 || maxPictures < 1 || maxBytes < 1 || maxTextBytes < 1) {
      throw new IllegalArgumentException(
          "limits of %d files, %d pictures, %d bytes and %d bytes of captions must be positive"
              .formatted(maxFiles, maxPictures, maxBytes, maxTextBytes));
    }
  }
}
