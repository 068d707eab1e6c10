package dev.darkroom.worker.train;

import dev.darkroom.image.ImageException;
import dev.darkroom.image.ImageLimits;
import dev.darkroom.image.Png;
import dev.darkroom.image.Rgb;
import dev.darkroom.job.Picture;
import dev.darkroom.worker.run.RunContext;
import dev.darkroom.worker.run.RunFailure;
import dev.darkroom.worker.run.Shelf;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;

/** Reads the pictures that a job was given. */
final class PictureFiles {
  private static final ImageLimits LIMITS = ImageLimits.DEFAULT;

  private final Shelf shelf;

  PictureFiles(Shelf shelf) {
    this.shelf = shelf;
  }

  /**
   * A picture.
   *
   * @throws RunFailure {@code picture_unreadable} where its bytes are none
   */
  Rgb read(Picture picture, RunContext context) {
    byte[] file = shelf.file(picture.key(), picture.digest(), LIMITS.maxBytes(), "images", context);
    try {
      return Png.looksLike(file) ? Png.decode(file, LIMITS) : decode(file);
    } catch (ImageException | IOException e) {
      throw RunFailure.client(
          "picture_unreadable", picture.name() + " cannot be read: " + e.getMessage(), "images");
    }
  }

  /** The sizes are looked at before a pixel is. */
  private static Rgb decode(byte[] file) throws IOException {
    try (ImageInputStream in = ImageIO.createImageInputStream(new ByteArrayInputStream(file))) {
      Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
      if (!readers.hasNext()) {
        throw new IOException("it is neither PNG nor JPEG");
      }
      ImageReader reader = readers.next();
      try {
        reader.setInput(in);
        long width = reader.getWidth(0);
        long height = reader.getHeight(0);
        if (Math.max(width, height) > LIMITS.maxSide() || width * height > LIMITS.maxPixels()) {
          throw new IOException("%d x %d pixels are too many".formatted(width, height));
        }
        BufferedImage picture = reader.read(0);
        return Rgb.of(picture);
      } finally {
        reader.dispose();
      }
    }
  }
}
