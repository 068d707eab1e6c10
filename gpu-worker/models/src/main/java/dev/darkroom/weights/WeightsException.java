package dev.darkroom.weights;

import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A weight file, or what is asked of it, is refused. The message says what was wrong and what would
 * be right.
 */
public final class WeightsException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Why; {@link #id} is stable across versions. */
  public enum Code {
    /** The file cannot be opened or read. */
    FILE_UNREADABLE,
    /** The content is no weight file that we know. */
    FORMAT_UNKNOWN,
    /** The file ends before its content does. */
    FILE_TRUNCATED,
    /** The header of a safetensors file breaks the format. */
    HEADER_INVALID,
    /** A tensor's declared shape, range or storage does not fit. */
    TENSOR_INVALID,
    /** The element type is none of {@link DType}. */
    DTYPE_UNSUPPORTED,
    /** The zip archive around a torch file breaks the format. */
    ARCHIVE_INVALID,
    /** A pickle breaks its format. */
    PICKLE_INVALID,
    /** A pickle asks for something that is not allowed; nothing was executed. */
    PICKLE_FORBIDDEN,
    /** More than this reader's limits allow. */
    LIMIT_EXCEEDED,
    /** No tensor of that name. */
    TENSOR_MISSING,
    /** The file cannot be written: no room, no permission, no such folder. */
    FILE_UNWRITABLE;

    /** The code as it appears in errors and logs, as in {@code weights_header_invalid}. */
    public String id() {
      return "weights_" + name().toLowerCase(Locale.ROOT);
    }
  }

  private final Code code;

  public WeightsException(Code code, String message) {
    super(message);
    this.code = code;
  }

  public WeightsException(Code code, String message, Throwable cause) {
    super(message, cause);
    this.code = code;
  }

  public Code code() {
    return code;
  }

  /** The refusal of a name that a source does not have. */
  static WeightsException missing(String name, Set<String> names) {
    String some = names.stream().limit(3).collect(Collectors.joining("', '", "'", "'"));
    return new WeightsException(
        Code.TENSOR_MISSING,
        names.isEmpty()
            ? "no tensor '%s': there are none".formatted(name)
            : "no tensor '%s' among %d such as %s".formatted(name, names.size(), some));
  }

  /** The same refusal, its message led by where it happened, as in a file's name. */
  WeightsException in(String where) {
    return new WeightsException(code, where + ": " + getMessage(), this);
  }
}
