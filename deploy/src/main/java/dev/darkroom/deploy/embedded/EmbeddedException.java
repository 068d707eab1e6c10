package dev.darkroom.deploy.embedded;

import org.jspecify.annotations.Nullable;

/** An embedded server could not start; the message is one line for the person who started it. */
public final class EmbeddedException extends RuntimeException {
  public EmbeddedException(String message) {
    this(message, null);
  }

  public EmbeddedException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
