package dev.darkroom.weights.pickle;

/** A pickle is refused. Nothing of it was executed. */
public final class PickleException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Why. */
  public enum Reason {
    /** The bytes break the format. */
    MALFORMED,
    /** The pickle names or does something that its world does not allow. */
    FORBIDDEN,
    /** The pickle goes beyond {@link PickleLimits}. */
    LIMIT_EXCEEDED
  }

  private final Reason reason;

  private PickleException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  public static PickleException malformed(String message) {
    return new PickleException(Reason.MALFORMED, message);
  }

  public static PickleException forbidden(String message) {
    return new PickleException(Reason.FORBIDDEN, message);
  }

  public static PickleException limit(String message) {
    return new PickleException(Reason.LIMIT_EXCEEDED, message);
  }

  public Reason reason() {
    return reason;
  }

  /** The same refusal, its message led by where it happened. */
  PickleException in(String where) {
    PickleException placed = new PickleException(reason, where + ": " + getMessage());
    placed.initCause(this);
    return placed;
  }
}
