package dev.darkroom.client;

/** What a call can end with instead of an answer. */
public abstract sealed class FarmException extends RuntimeException
    permits FarmRefused, FarmUnreachable, FarmUntrusted, DownloadDamaged {

  FarmException(String message) {
    super(message);
  }

  FarmException(String message, Throwable cause) {
    super(message, cause);
  }
}
