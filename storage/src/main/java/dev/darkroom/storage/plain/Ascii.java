package dev.darkroom.storage.plain;

import java.nio.charset.StandardCharsets;

/** The pieces of JSON that are the same in every record. */
public final class Ascii {
  private Ascii() {}

  /** The bytes of a piece of JSON. */
  public static byte[] of(String json) {
    return json.getBytes(StandardCharsets.US_ASCII);
  }

  /** Whether a text's character needs no escape and is one byte. */
  static boolean plain(int c) {
    return c >= ' ' && c < 0x7F && c != '"' && c != '\\';
  }
}
