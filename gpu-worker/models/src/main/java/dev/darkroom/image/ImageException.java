package dev.darkroom.image;

import java.util.Locale;

/** A picture file is refused. The message says what was wrong and what would be right. */
public final class ImageException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Why; {@link #id} is stable across versions. */
  public enum Code {
    /** The bytes are of another format. */
    FORMAT_UNKNOWN,
    /** Larger than the reader's {@link ImageLimits}. */
    TOO_LARGE,
    /** The file breaks its format. */
    DAMAGED;

    /** The code as it appears in errors and logs, as in {@code image_too_large}. */
    public String id() {
      return "image_" + name().toLowerCase(Locale.ROOT);
    }
  }

  private final Code code;

  public ImageException(Code code, String message) {
    super(message);
    this.code = code;
  }

  public ImageException(Code code, String message, Throwable cause) {
    super(message, cause);
    this.code = code;
  }

  public Code code() {
    return code;
  }
}
