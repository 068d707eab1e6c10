package dev.darkroom.client;

/** The farm does not answer, or nobody knows where it is. */
public final class FarmUnreachable extends FarmException {
  public FarmUnreachable(String message) {
    super(message);
  }

  public FarmUnreachable(String message, Throwable cause) {
    super(message, cause);
  }
}
