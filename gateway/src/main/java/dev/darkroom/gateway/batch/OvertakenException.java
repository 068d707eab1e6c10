package dev.darkroom.gateway.batch;

/** Another gateway looks after the batch now: this one stops, and touches it no more. */
final class OvertakenException extends RuntimeException {
  private static final long serialVersionUID = 1;

  OvertakenException() {
    super("another gateway looks after the batch now");
  }
}
