package dev.darkroom.gateway.auth;

import dev.darkroom.job.tenant.KeyTerms;
import dev.darkroom.job.tenant.Role;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** The farm's first key, held as its SHA-256: it belongs to nobody's log and may do everything. */
public final class ApiKey {
  private static final int MIN_CHARS = 16;
  private static final int MAX_CHARS = 512;

  private final byte[] hash;
  private final Caller owner;

  private ApiKey(byte[] hash, Caller owner) {
    this.hash = hash;
    this.owner = owner;
  }

  /**
   * Takes a key that an operator chose.
   *
   * @throws IllegalArgumentException where the key is too short to be a secret, or has characters
   *     that a header cannot carry
   */
  public static ApiKey of(String key) {
    if (key.length() < MIN_CHARS
        || key.length() > MAX_CHARS
        || !key.chars().allMatch(c -> c > ' ' && c < 0x7F)) {
      throw new IllegalArgumentException(
          "the API key is not usable: use "
              + MIN_CHARS
              + " to "
              + MAX_CHARS
              + " visible ASCII characters");
    }
    return new ApiKey(
        KeyText.hash(key).bytes(),
        new Caller("key:first", Caller.DEFAULT_TENANT, Role.ADMIN.all(), KeyTerms.NONE));
  }

  /**
   * A fresh key of 256 bits.
   *
   * @param random a cryptographic source
   */
  public static String generate(RandomGenerator random) {
    return "dk_" + KeyText.secret(random);
  }

  /** Whose this key is, if it is this one; takes the same time for every other. */
  Optional<Caller> caller(String key) {
    return MessageDigest.isEqual(hash, KeyText.hash(key).bytes())
        ? Optional.of(owner)
        : Optional.empty();
  }
}
