package dev.darkroom.job;

import java.util.regex.Pattern;

/**
 * The one rule for every name that a person chooses. It is safe in a topic key, an object key and a
 * URL path.
 */
public final class Names {
  public static final String RULE =
      "1 to 63 characters: small letters, digits, '-', '_' and '.', beginning with a letter or digit";

  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,62}");

  private Names() {}

  public static boolean valid(String name) {
    return NAME.matcher(name).matches() && !name.contains("..");
  }

  static void check(String what, String name) {
    if (!valid(name)) {
      throw new IllegalArgumentException(what + " '" + clip(name) + "' is not a name: use " + RULE);
    }
  }

  private static String clip(String name) {
    return name.length() <= 80 ? name : name.substring(0, 80) + "…";
  }
}
