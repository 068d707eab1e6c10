package dev.darkroom.gateway.auth;

import dev.darkroom.job.Digest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.EnumSet;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** One key for the whole farm, held as its SHA-256. */
public final class ApiKey implements Authenticator {
  private static final int SECRET_BYTES = 32;
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
    return new ApiKey(hash(key), new Caller(Caller.DEFAULT_TENANT, EnumSet.allOf(Role.class)));
  }

  /**
   * A fresh key of 256 bits.
   *
   * @param random a cryptographic source
   */
  public static String generate(RandomGenerator random) {
    byte[] secret = new byte[SECRET_BYTES];
    random.nextBytes(secret);
    return "dk_" + Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
  }

  @Override
  public Optional<Caller> caller(String key) {
    return MessageDigest.isEqual(hash, hash(key)) ? Optional.of(owner) : Optional.empty();
  }

  private static byte[] hash(String key) {
    return Digest.sha256().digest(key.getBytes(StandardCharsets.UTF_8));
  }
}
