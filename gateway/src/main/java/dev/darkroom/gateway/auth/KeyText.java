package dev.darkroom.gateway.auth;

import dev.darkroom.job.id.Digest;
import dev.darkroom.job.tenant.KeyRecord;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** How the keys look that are given out: {@code dk_<id>_<secret>}, the secret of 256 bits. */
public final class KeyText {
  private static final String PREFIX = "dk_";
  private static final int ID_BYTES = 8;
  private static final int SECRET_BYTES = 32;

  private KeyText() {}

  /**
   * A fresh key.
   *
   * @param random a cryptographic source
   */
  public static String draw(RandomGenerator random) {
    return PREFIX + HexFormat.of().formatHex(bytes(random, ID_BYTES)) + "_" + secret(random);
  }

  /** The id that a key begins with; empty where it has not this form. */
  public static Optional<String> idOf(String key) {
    int end = PREFIX.length() + 2 * ID_BYTES;
    if (key.length() <= end || !key.startsWith(PREFIX) || key.charAt(end) != '_') {
      return Optional.empty();
    }
    return Optional.of(key.substring(PREFIX.length(), end)).filter(KeyRecord::validId);
  }

  /** What is kept of a key. */
  public static Digest hash(String key) {
    return Digest.of(key.getBytes(StandardCharsets.UTF_8));
  }

  static String secret(RandomGenerator random) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes(random, SECRET_BYTES));
  }

  private static byte[] bytes(RandomGenerator random, int count) {
    byte[] bytes = new byte[count];
    random.nextBytes(bytes);
    return bytes;
  }
}
