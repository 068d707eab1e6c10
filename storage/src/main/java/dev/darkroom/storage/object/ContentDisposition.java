package dev.darkroom.storage.object;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** The header that tells a browser to show a file or to save it, and its name (RFC 6266). */
public final class ContentDisposition {
  private static final String PLAIN = "[A-Za-z0-9._-]";

  private ContentDisposition() {}

  /** Saves under this name, whatever is in it. */
  public static String attachment(String name) {
    return "attachment; " + named(name);
  }

  /** Shows it, and saves it under this name where it is saved. */
  public static String inline(String name) {
    return "inline; " + named(name);
  }

  private static String named(String name) {
    String ascii = name.replaceAll("[^A-Za-z0-9._-]", "_");
    return "filename=\"" + ascii + "\"; filename*=UTF-8''" + encoded(name);
  }

  /** Every byte but the plainest as {@code %XX} (RFC 8187). */
  private static String encoded(String name) {
    StringBuilder text = new StringBuilder();
    for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
      String plain = String.valueOf((char) (b & 0xff));
      if (plain.matches(PLAIN)) {
        text.append(plain);
      } else {
        text.append('%').append(HexFormat.of().withUpperCase().toHexDigits(b));
      }
    }
    return text.toString();
  }
}
