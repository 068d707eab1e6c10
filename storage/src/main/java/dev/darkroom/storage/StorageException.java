package dev.darkroom.storage;

import dev.darkroom.job.ErrorKind;
import dev.darkroom.job.JobError;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A store could not do what it was asked to; the {@link Code} says why, in a way that lasts. */
public final class StorageException extends RuntimeException {

  /** Why, for machines. Each code belongs to one {@link ErrorKind}, which decides about retries. */
  public enum Code {
    /** The service does not answer, or not in time. */
    UNAVAILABLE(ErrorKind.DEPENDENCY),
    /** The service answers and says no: wrong credentials, missing rights, a fenced producer. */
    FORBIDDEN(ErrorKind.DEPENDENCY),
    /** There is no such thing. */
    NOT_FOUND(ErrorKind.CLIENT),
    /** It is there already, or somebody else was faster. */
    CONFLICT(ErrorKind.CLIENT),
    /** Over a stated limit. */
    TOO_LARGE(ErrorKind.CLIENT),
    /** Bytes that are not what their digest or their form says. */
    CORRUPT(ErrorKind.BUG),
    /** Written by a newer Darkroom. */
    UNKNOWN_VERSION(ErrorKind.BUG),
    /** No room on a disk, or none left within a bound. */
    FULL(ErrorKind.CAPACITY),
    /** The caller's thread was interrupted, or the store was closed, while it waited. */
    INTERRUPTED(ErrorKind.DEPENDENCY);

    private final ErrorKind kind;

    Code(ErrorKind kind) {
      this.kind = kind;
    }

    /** Whose fault it is, as jobs count it. */
    public ErrorKind kind() {
      return kind;
    }

    /** The stable name in errors: {@code storage_unavailable}, …. */
    public String stable() {
      return "storage_" + name().toLowerCase(Locale.ROOT);
    }
  }

  private final Code code;

  public StorageException(Code code, String message) {
    this(code, message, null);
  }

  public StorageException(Code code, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.code = code;
  }

  public Code code() {
    return code;
  }

  /** This failure as the error of the job that met it. */
  public JobError toJobError() {
    return JobError.of(code.kind(), code.stable(), String.valueOf(getMessage()));
  }
}
