package dev.darkroom.world;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/**
 * Which scenes are never trained on. A combination is shape, fill, background, pattern, outline and
 * size; all nine positions of a held-out combination are held out, so a caption that names the
 * combination was never a training caption.
 *
 * <p>Held out is a combination whose hash leaves no remainder by ten, and what a caption of {@code
 * held-out.txt} asks for. The hash is FNV-1a, 64 bits, of the lower-case names joined by slashes
 * ({@code circle/red/blue/solid/none/large}), through the finaliser of SplitMix64, taken as
 * unsigned.
 */
public final class Split {
  private static final int HELD_OUT_ONE_IN = 10;
  private static final long FNV_OFFSET = 0xCBF29CE484222325L;
  private static final long FNV_PRIME = 0x100000001B3L;
  private static final List<Ask> LISTED = listed();

  private Split() {}

  /** Whether {@code scene} is kept for evaluation. */
  public static boolean isHeldOut(Scene scene) {
    return Long.remainderUnsigned(hash(scene), HELD_OUT_ONE_IN) == 0
        || LISTED.stream().anyMatch(ask -> ask.isMetBy(scene));
  }

  /** The hash of the scene's combination. */
  static long hash(Scene scene) {
    String key =
        "%s/%s/%s/%s/%s/%s"
            .formatted(
                scene.shape(),
                scene.fill(),
                scene.background(),
                scene.pattern(),
                scene.outline(),
                scene.size())
            .toLowerCase(Locale.ROOT);
    long hash = FNV_OFFSET;
    for (byte octet : key.getBytes(StandardCharsets.US_ASCII)) {
      hash = (hash ^ octet) * FNV_PRIME;
    }
    return SeedStream.mix(hash);
  }

  private static List<Ask> listed() {
    try (InputStream file = Split.class.getResourceAsStream("held-out.txt")) {
      if (file == null) {
        throw new IllegalStateException("held-out.txt is missing beside " + Split.class.getName());
      }
      return new String(file.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .map(CaptionParser::parse)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException("held-out.txt cannot be read", e);
    }
  }
}
