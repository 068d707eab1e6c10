package dev.darkroom.gateway.http;

/** The client of a stream has gone, or was too slow and is dropped. */
public final class SinkClosedException extends RuntimeException {
  public SinkClosedException(String message) {
    super(message, null, false, false);
  }
}
