package dev.darkroom.job.spec;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/**
 * The file that a picture is kept as.
 *
 * @param quality 1 to 100; a format that loses nothing has 100
 */
public record PictureFormat(Type type, int quality) {
  /** Where nothing is asked. */
  public static final PictureFormat PNG = new PictureFormat(Type.PNG, 100);

  /** The kinds of file. */
  public enum Type {
    PNG,
    JPEG,
    WEBP;

    @JsonCreator
    public static Type parse(String text) {
      return valueOf(text.toUpperCase(Locale.ROOT));
    }

    /** Whether a file may be smaller where it says less. */
    public boolean hasQuality() {
      return switch (this) {
        case PNG, WEBP -> false;
        case JPEG -> true;
      };
    }

    @JsonValue
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
