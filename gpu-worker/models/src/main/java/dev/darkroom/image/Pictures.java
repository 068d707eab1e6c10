package dev.darkroom.image;

import com.twelvemonkeys.imageio.plugins.webp.WebPImageReaderSpi;
import dev.darkroom.image.ImageException.Code;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Optional;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/** Picture files of any format that is read here, told apart by their first bytes. */
public final class Pictures {
  private static final int PNG = 0x89504E47;
  private static final int JPEG = 0xFFD8FF00;

  private Pictures() {}

  /**
   * The pixels of a picture file, a JPEG's turned upright as its EXIF says; transparency is
   * dropped.
   *
   * @throws ImageException if the file is of another format, is damaged or over the limits, the
   *     latter before any pixel is decoded
   */
  public static Rgb decode(byte[] file, ImageLimits limits) {
    int first = 0;
    for (int i = 0; i < 4; i++) {
      first = first << 8 | (i < file.length ? file[i] & 0xFF : 0);
    }
    if (first == PNG) {
      return Png.decode(file, limits);
    }
    if ((first & 0xFFFFFF00) == JPEG) {
      Rgb stored =
          decode(file, limits, "JPEG", () -> ImageIO.getImageReadersByFormatName("jpeg").next());
      return Jpeg.orientation(file).upright(stored);
    }
    if (Webp.looksLike(file)) {
      return decode(
          file, limits, "WebP", () -> new WebPImageReaderSpi().createReaderInstance(null));
    }
    throw new ImageException(
        Code.FORMAT_UNKNOWN, "the file is neither PNG, JPEG nor WebP: use one of them");
  }

  /**
   * How a picture was made, if its file says so where the Stable Diffusion web UI and others write
   * it: PNG's {@code parameters}, or EXIF's UserComment.
   *
   * @throws ImageException if a PNG file is damaged or over the limits
   */
  public static Optional<String> parameters(byte[] file, ImageLimits limits) {
    if (Png.looksLike(file)) {
      return Optional.ofNullable(Png.texts(file, limits).get(Png.PARAMETERS));
    }
    return Webp.looksLike(file) ? Webp.text(file) : Jpeg.text(file);
  }

  /** Finds the reader of a format. */
  private interface Readers {
    ImageReader open() throws IOException;
  }

  private static Rgb decode(byte[] file, ImageLimits limits, String format, Readers readers) {
    if (file.length > limits.maxBytes()) {
      throw tooLarge("%d bytes".formatted(file.length), limits);
    }
    try {
      ImageReader reader = readers.open();
      try {
        return decode(file, limits, reader);
      } finally {
        reader.dispose();
      }
    } catch (ImageException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      throw new ImageException(
          Code.DAMAGED,
          "the %s file is damaged or in no RGB: %s".formatted(format, e.getMessage()),
          e);
    }
  }

  private static Rgb decode(byte[] file, ImageLimits limits, ImageReader reader)
      throws IOException {
    try (ImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(file))) {
      reader.setInput(in, true, true);
      int width = reader.getWidth(0);
      int height = reader.getHeight(0);
      if (Math.max(width, height) > limits.maxSide()
          || (long) width * height > limits.maxPixels()) {
        throw tooLarge("%dx%d pixels".formatted(width, height), limits);
      }
      BufferedImage image = reader.read(0);
      return Rgb.of(image);
    }
  }

  private static ImageException tooLarge(String found, ImageLimits limits) {
    return new ImageException(
        Code.TOO_LARGE,
        "%s are too many: at most %d bytes, %d pixels a side, %d pixels in all are read"
            .formatted(found, limits.maxBytes(), limits.maxSide(), limits.maxPixels()));
  }
}
