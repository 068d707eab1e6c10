package dev.darkroom.gateway.batch;

/** A line of a batch's input, without its line feed. */
public final class Line {
  private final int number;
  private final byte[] bytes;
  private final boolean tooLong;

  Line(int number, byte[] bytes, boolean tooLong) {
    this.number = number;
    this.bytes = bytes;
    this.tooLong = tooLong;
  }

  /** From 1. */
  public int number() {
    return number;
  }

  /** Its bytes; nobody changes them. */
  public byte[] bytes() {
    return bytes;
  }

  /** Whether it went on beyond the limit; its bytes are then its beginning. */
  boolean tooLong() {
    return tooLong;
  }

  /** Whether there is nothing on it but white space. */
  boolean isBlank() {
    for (byte b : bytes) {
      if (b != ' ' && b != '\t' && b != '\r') {
        return false;
      }
    }
    return true;
  }
}
