package dev.darkroom.job.id;

/**
 * The one rule for every name that a person chooses. It is safe in a topic key, an object key and a
 * URL path.
 */
public final class Names {
  public static final String RULE =
      "1 to 63 characters: small letters, digits, '-', '_' and '.', beginning with a letter or digit";

  private static final int LONGEST = 63;

  private Names() {}

  public static boolean valid(String name) {
    if (name.isEmpty() || name.length() > LONGEST || !plain(name.charAt(0))) {
      return false;
    }
    for (int i = 1; i < name.length(); i++) {
      char c = name.charAt(i);
      boolean twoDots = c == '.' && name.charAt(i - 1) == '.';
      if (twoDots || (!plain(c) && c != '.' && c != '_' && c != '-')) {
        return false;
      }
    }
    return true;
  }

  private static boolean plain(char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
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
