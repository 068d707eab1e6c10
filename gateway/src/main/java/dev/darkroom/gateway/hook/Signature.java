package dev.darkroom.gateway.hook;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Signatures of the Standard Webhooks: {@code v1,} and an HMAC-SHA256 in base64. */
final class Signature {
  private static final String PREFIX = "whsec_";
  private static final String ALGORITHM = "HmacSHA256";
  private static final int SECRET_BYTES = 32;

  private Signature() {}

  /**
   * A fresh secret of 256 bits.
   *
   * @param random a cryptographic source
   */
  static String secret(RandomGenerator random) {
    byte[] bytes = new byte[SECRET_BYTES];
    random.nextBytes(bytes);
    return PREFIX + Base64.getEncoder().encodeToString(bytes);
  }

  /** The signature of one message. */
  static String of(String secret, String id, Instant at, String body) {
    byte[] key = Base64.getDecoder().decode(secret.substring(PREFIX.length()));
    String signed = id + "." + at.getEpochSecond() + "." + body;
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(key, ALGORITHM));
      return "v1,"
          + Base64.getEncoder()
              .encodeToString(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has " + ALGORITHM, e);
    }
  }

  /** The signatures by several secrets, separated by spaces. */
  static String of(List<String> secrets, String id, Instant at, String body) {
    return secrets.stream()
        .map(secret -> of(secret, id, at, body))
        .collect(Collectors.joining(" "));
  }
}
