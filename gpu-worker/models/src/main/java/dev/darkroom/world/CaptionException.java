package dev.darkroom.world;

/**
 * A caption that the house world cannot draw; the message says what was wrong and what would be
 * right.
 */
public final class CaptionException extends IllegalArgumentException {
  CaptionException(String message) {
    super(message);
  }
}
