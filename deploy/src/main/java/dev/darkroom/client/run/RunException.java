package dev.darkroom.client.run;

/** A folder that this run cannot go on in: says why, and what would be right. */
public final class RunException extends RuntimeException {
  RunException(String message) {
    super(message);
  }
}
