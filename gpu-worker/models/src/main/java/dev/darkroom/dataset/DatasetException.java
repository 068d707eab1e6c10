package dev.darkroom.dataset;

import java.util.Locale;

/**
 * A dataset is refused as a whole: it cannot be read, or not safely. The message says what was
 * wrong and what would be right.
 */
public final class DatasetException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Why; {@link #id} is stable across versions. */
  public enum Code {
    /** Neither a folder nor a zip file, or it cannot be read. */
    UNREADABLE,
    /** A name in it leads out of it. */
    PATH_UNSAFE,
    /** More than the {@link DatasetLimits} allow. */
    LIMIT_EXCEEDED,
    /** A file of captions breaks its format. */
    CAPTIONS_INVALID;

    /** The code as it appears in errors and logs, as in {@code dataset_path_unsafe}. */
    public String id() {
      return "dataset_" + name().toLowerCase(Locale.ROOT);
    }
  }

  private final Code code;

  public DatasetException(Code code, String message) {
    super(message);
    this.code = code;
  }

  public DatasetException(Code code, String message, Throwable cause) {
    super(message, cause);
    this.code = code;
  }

  public Code code() {
    return code;
  }
}
