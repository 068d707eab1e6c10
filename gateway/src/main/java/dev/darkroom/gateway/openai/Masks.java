package dev.darkroom.gateway.openai;

import dev.darkroom.gateway.problem.ProblemCode;
import dev.darkroom.gateway.problem.ProblemException;
import dev.darkroom.gateway.request.Fields;
import dev.darkroom.gateway.upload.PictureSize;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageInputStream;
import org.jspecify.annotations.Nullable;

/** OpenAI's masks, transparent where a picture is drawn anew, as ours, white there. */
final class Masks {
  /** Of a picture that is unpacked; larger ones are refused before. */
  private static final long MAX_PIXELS = 16L << 20;

  private static final int WHITE = 0xFFFFFF;
  private static final int HALF = 128;

  private Masks() {}

  /**
   * Our mask of a picture.
   *
   * @param png a PNG file; of any other there is none
   * @return empty where nothing of it is transparent
   * @throws ProblemException INVALID_FILE, naming {@code param}
   */
  static Optional<byte[]> ofTransparency(String param, byte[] png) {
    BufferedImage picture = decode(param, png);
    if (!picture.getColorModel().hasAlpha()) {
      return Optional.empty();
    }
    int width = picture.getWidth();
    int height = picture.getHeight();
    BufferedImage mask = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
    boolean any = false;
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        if (picture.getRGB(x, y) >>> 24 < HALF) {
          mask.setRGB(x, y, WHITE);
          any = true;
        }
      }
    }
    return any ? Optional.of(encode(mask)) : Optional.empty();
  }

  private static BufferedImage decode(String param, byte[] png) {
    Optional<PictureSize> size = PictureSize.of(png);
    if (size.filter(s -> (long) s.width() * s.height() <= MAX_PIXELS).isEmpty()) {
      throw invalid(
          param,
          size.map(s -> "has %dx%d pixels".formatted(s.width(), s.height())).orElse("is none"));
    }
    try {
      // It closes what it reads, and in memory there is nothing to close otherwise.
      @Nullable BufferedImage picture =
          ImageIO.read(new MemoryCacheImageInputStream(new ByteArrayInputStream(png)));
      if (picture == null) {
        throw invalid(param, "cannot be read");
      }
      return picture;
    } catch (IOException | IllegalArgumentException e) {
      throw invalid(param, "cannot be read (" + e.getMessage() + ")");
    }
  }

  private static byte[] encode(BufferedImage mask) {
    try {
      ByteArrayOutputStream png = new ByteArrayOutputStream();
      var _ = ImageIO.write(mask, "png", png);
      return png.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException("a picture in memory can be written", e);
    }
  }

  private static ProblemException invalid(String param, String why) {
    return Fields.problem(
        ProblemCode.INVALID_FILE,
        param,
        "the picture in %s %s: send a PNG of at most %d pixels".formatted(param, why, MAX_PIXELS));
  }
}
