package dev.darkroom.worker.run;

import dev.darkroom.image.ImageException;
import dev.darkroom.image.ImageLimits;
import dev.darkroom.image.Pictures;
import dev.darkroom.image.Rgb;
import dev.darkroom.job.id.Digest;
import dev.darkroom.job.spec.Picture;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Reads the pictures that jobs were given. The files read last stay in memory, up to a limit, so
 * that many jobs of one picture fetch it once. For the run thread alone.
 */
public final class PictureFiles {
  /** Bytes of the files in memory. */
  private static final long CAP = 64L << 20;

  private static final ImageLimits LIMITS = ImageLimits.DEFAULT;

  private final Shelf shelf;
  private final Map<Digest, byte[]> held = new LinkedHashMap<>(16, 0.75f, true); // by last use
  private long heldBytes;

  public PictureFiles(Shelf shelf) {
    this.shelf = shelf;
  }

  /**
   * A picture.
   *
   * @param param the field that named it
   * @throws RunFailure {@code picture_unreadable} where its bytes are none, or as {@link
   *     Shelf#file}
   */
  public Rgb read(Picture picture, String param, RunContext context) {
    byte[] file = file(picture, param, context);
    try {
      return Pictures.decode(file, LIMITS);
    } catch (ImageException e) {
      throw RunFailure.client(
          "picture_unreadable", picture.name() + " cannot be read: " + e.getMessage(), param);
    }
  }

  private byte[] file(Picture picture, String param, RunContext context) {
    byte[] known = held.get(picture.digest());
    if (known != null) {
      return known;
    }
    byte[] file = shelf.file(picture.key(), picture.digest(), LIMITS.maxBytes(), param, context);
    held.put(picture.digest(), file);
    heldBytes += file.length;
    for (Iterator<byte[]> oldest = held.values().iterator(); heldBytes > CAP; ) {
      heldBytes -= oldest.next().length;
      oldest.remove();
    }
    return file;
  }
}
