package dev.darkroom.client.run;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;

/**
 * Names files after their lines. A {@code custom_id} is any text: what would be no good name on
 * some machine is replaced, and what is replaced carries a digest, so that no two lines share a
 * file.
 */
final class FileNames {
  private static final int MAX_CHARS = 120;

  /** Whose a name is; by its lower case, as some file systems see it. */
  private final Map<String, String> owners = new HashMap<>();

  /** The first part of the names of a line's files. */
  String stem(String customId) {
    String plain = plain(customId);
    boolean free = owners.getOrDefault(plain.toLowerCase(Locale.ROOT), customId).equals(customId);
    String stem = plain.equals(customId) && free ? plain : plain + "-" + digest(customId);
    owners.put(stem.toLowerCase(Locale.ROOT), customId);
    return stem;
  }

  /**
   * The name of one output.
   *
   * @param output as the farm calls it
   * @param index which of the line's pictures it is, from 0
   * @param of how many pictures it has; 0: it is no picture
   */
  static String of(String stem, String output, int index, int of) {
    String ending = output.substring(output.lastIndexOf('.') + 1);
    String clean = plain(output);
    if (of == 0) {
      return stem + "-" + clean;
    }
    String end = clean.endsWith("." + ending) ? "." + ending : "";
    return of == 1 ? stem + end : stem + "-" + index + end;
  }

  private static String plain(String text) {
    String safe = text.replaceAll("[^A-Za-z0-9._=+@-]", "_").replaceAll("^[.-]+", "_");
    return safe.length() <= MAX_CHARS ? safe : safe.substring(0, MAX_CHARS);
  }

  private static String digest(String text) {
    try {
      byte[] sha =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(sha, 0, 4);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
