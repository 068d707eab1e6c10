package dev.darkroom.job;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/**
 * The file that a picture is kept as.
 *
 * @param quality 1 to 100; PNG, which loses nothing, has 100
 */
public record PictureFormat(Type type, int quality) {
  /** Where nothing is asked. */
  public static final PictureFormat PNG = new PictureFormat(Type.PNG, 100);

  /** The kinds of file. */
  public enum Type {
    PNG,
    JPEG;

    @JsonCreator
    public static Type parse(String text) {
      return valueOf(text.toUpperCase(Locale.ROOT));
    }

    /** As in HTTP. */
    public String media() {
      return "image/" + this;
    }

    /** The end of its files' names. */
    public String extension() {
      return switch (this) {
        case PNG -> "png";
        case JPEG -> "jpg";
      };
    }

    @JsonValue
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
