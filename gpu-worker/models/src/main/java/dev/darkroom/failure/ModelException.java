package dev.darkroom.failure;

import java.util.Locale;
import java.util.Optional;

/**
 * A model, or what is asked of it, is refused. The message says what was wrong and what would be
 * right.
 */
public final class ModelException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Why; {@link #id} is stable across versions. */
  public enum Code {
    /** No family of that name. */
    FAMILY_UNKNOWN,
    /** A file that the family needs is not in the folder. */
    FILE_MISSING,
    /** A configuration file holds a key or value that the family does not support. */
    CONFIG_UNSUPPORTED,
    /** The weights do not fit the configuration. */
    WEIGHTS_MISMATCHED,
    /** The model cannot draw what the request says. */
    REQUEST_INVALID,
    /** The network gave numbers that are infinite or none: mostly half precision overflowing. */
    OUTPUT_NOT_FINITE,
    /** The model's weights were to change while a run holds them. */
    RUN_OPEN,
    /** The device has no room for the model or the run. */
    OUT_OF_MEMORY;

    /** The code as it appears in errors and logs. */
    public String id() {
      return switch (this) {
        case OUT_OF_MEMORY, REQUEST_INVALID -> name().toLowerCase(Locale.ROOT);
        case FAMILY_UNKNOWN,
            FILE_MISSING,
            CONFIG_UNSUPPORTED,
            WEIGHTS_MISMATCHED,
            OUTPUT_NOT_FINITE,
            RUN_OPEN ->
            "model_" + name().toLowerCase(Locale.ROOT);
      };
    }
  }

  private final Code code;
  private final transient Optional<String> param;

  public ModelException(Code code, String message) {
    super(message);
    this.code = code;
    this.param = Optional.empty();
  }

  public ModelException(Code code, String message, Throwable cause) {
    super(message, cause);
    this.code = code;
    this.param = Optional.empty();
  }

  private ModelException(String param, String message) {
    super(message);
    this.code = Code.REQUEST_INVALID;
    this.param = Optional.of(param);
  }

  /** A request that the model cannot fulfil, and the field of it that is to blame. */
  public static ModelException badRequest(String param, String message) {
    return new ModelException(param, message);
  }

  public Code code() {
    return code;
  }

  /** The field of the request that is to blame. */
  public Optional<String> param() {
    return param;
  }
}
