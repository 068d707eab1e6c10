package dev.darkroom.gateway.upload;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The kinds of file that may be brought, told by their first bytes and never by their names. */
public enum FileType {
  PNG("image/png"),
  JPEG("image/jpeg"),
  WEBP("image/webp"),
  ZIP("application/zip"),
  SAFETENSORS("application/vnd.safetensors"),
  UNKNOWN("application/octet-stream");

  private final String media;

  FileType(String media) {
    this.media = media;
  }

  public String media() {
    return media;
  }

  public boolean isPicture() {
    return switch (this) {
      case PNG, JPEG, WEBP -> true;
      case ZIP, SAFETENSORS, UNKNOWN -> false;
    };
  }

  static FileType of(byte[] bytes) {
    if (begins(bytes, 0, "\u0089PNG\r\n\u001a\n")) {
      return PNG;
    }
    if (begins(bytes, 0, "\u00ff\u00d8\u00ff")) {
      return JPEG;
    }
    if (begins(bytes, 0, "RIFF") && begins(bytes, 8, "WEBP")) {
      return WEBP;
    }
    if (begins(bytes, 0, "PK\u0003\u0004")) {
      return ZIP;
    }
    // Eight bytes of the header's length, then the header, which is a JSON object.
    return bytes.length > 9 && bytes[8] == '{' && bytes[7] == 0 && bytes[4] == 0
        ? SAFETENSORS
        : UNKNOWN;
  }

  private static boolean begins(byte[] bytes, int at, String with) {
    byte[] wanted = with.getBytes(StandardCharsets.ISO_8859_1);
    return bytes.length >= at + wanted.length
        && Arrays.equals(bytes, at, at + wanted.length, wanted, 0, wanted.length);
  }
}
