package dev.darkroom.client;

/** What answers cannot show a certificate that is believed; nothing was sent to it. */
public final class FarmUntrusted extends FarmException {
  public FarmUntrusted(String message, Throwable cause) {
    super(message, cause);
  }
}
