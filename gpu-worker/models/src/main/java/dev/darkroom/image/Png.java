package dev.darkroom.image;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.SortedMap;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/**
 * PNG files. Writing is deterministic: equal pictures and equal texts give equal bytes, with no
 * time and no id inside.
 */
public final class Png {
  /** The keyword under which generation parameters are found by other programs. */
  public static final String PARAMETERS = "parameters";

  private Png() {}

  /** Whether a file begins as a PNG does. */
  public static boolean looksLike(byte[] file) {
    return PngChunks.looksLike(file);
  }

  /** The picture as a PNG file without any text. */
  public static byte[] encode(Rgb picture) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    // A memory cache: the default one would go through a temporary file.
    try (var out = new MemoryCacheImageOutputStream(bytes)) {
      if (!ImageIO.write(picture.toBufferedImage(), "png", out)) {
        throw new IllegalStateException("this Java has no PNG writer: the java.desktop module is");
      }
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory failed", e);
    }
    return bytes.toByteArray();
  }

  /**
   * The picture as a PNG file with these texts, keyword to text, right after the header. A text
   * that Latin-1 can hold becomes a {@code tEXt} chunk, any other an {@code iTXt}: what other
   * programs write and read.
   *
   * @throws IllegalArgumentException if a keyword is not 1 to 79 printable Latin-1 characters
   */
  public static byte[] encode(Rgb picture, SortedMap<String, String> texts) {
    return PngText.insert(encode(picture), texts);
  }

  /**
   * The texts in a PNG file, keyword to text; of a repeated keyword the first counts. Compressed
   * texts are skipped.
   *
   * @throws ImageException if the file is no PNG, is damaged or over the limits
   */
  public static Map<String, String> texts(byte[] file, ImageLimits limits) {
    PngChunks.check(file, limits);
    return PngText.read(file);
  }

  /**
   * The pixels of a PNG file of any colour type; transparency is dropped.
   *
   * @throws ImageException if the file is no PNG, is damaged or over the limits, the latter before
   *     any pixel is decoded
   */
  public static Rgb decode(byte[] file, ImageLimits limits) {
    PngChunks.check(file, limits);
    ImageReader reader = ImageIO.getImageReadersByFormatName("png").next();
    try (ImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(file))) {
      // Metadata is ignored, so that a bomb in a compressed text or profile is never inflated.
      reader.setInput(in, true, true);
      BufferedImage image = reader.read(0);
      return Rgb.of(image);
    } catch (IOException | RuntimeException e) {
      throw new ImageException(
          ImageException.Code.DAMAGED, "the PNG file is damaged: " + e.getMessage(), e);
    } finally {
      reader.dispose();
    }
  }
}
