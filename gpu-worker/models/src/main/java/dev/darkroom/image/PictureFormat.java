package dev.darkroom.image;

import java.util.Map;
import java.util.TreeMap;

/**
 * The formats that pictures are written in, each with its text where other programs look for it.
 */
public enum PictureFormat {
  /** Without loss; the text under {@link Png#PARAMETERS}. */
  PNG("image/png", ".png"),
  /** The text in EXIF's UserComment. */
  JPEG("image/jpeg", ".jpg"),
  /** Without loss; the text in EXIF's UserComment. */
  WEBP("image/webp", ".webp");

  private static final int JPEG_QUALITY = 92;

  private final String contentType;
  private final String extension;

  PictureFormat(String contentType, String extension) {
    this.contentType = contentType;
    this.extension = extension;
  }

  public String contentType() {
    return contentType;
  }

  /** With its dot. */
  public String extension() {
    return extension;
  }

  /** The picture as a file that carries this text and nothing else: no time, no id, no path. */
  public byte[] encode(Rgb picture, String text) {
    return encode(picture, text, JPEG_QUALITY);
  }

  /**
   * The same.
   *
   * @param quality 1 to 100; means nothing to formats without loss
   */
  public byte[] encode(Rgb picture, String text, int quality) {
    return switch (this) {
      case PNG -> Png.encode(picture, new TreeMap<>(Map.of(Png.PARAMETERS, text)));
      case JPEG -> Jpeg.encode(picture, quality / 100f, text);
      case WEBP -> Webp.encode(picture, text);
    };
  }
}
