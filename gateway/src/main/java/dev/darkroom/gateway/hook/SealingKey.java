package dev.darkroom.gateway.hook;

import dev.darkroom.job.id.Digest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.random.RandomGenerator;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/**
 * A key of 256 bits that webhooks' secrets are sealed with.
 *
 * @param id what sealed secrets name it by: eight hex digits that follow from the key
 */
public record SealingKey(String id, SecretKey key) {
  private static final int BYTES = 32;
  private static final int ID_BYTES = 4;

  /**
   * Reads a key.
   *
   * @param text 32 bytes in base64
   * @throws IllegalArgumentException where it is not that
   */
  public static SealingKey parse(String text) {
    byte[] bytes = Base64.getDecoder().decode(text.strip());
    if (bytes.length != BYTES) {
      throw new IllegalArgumentException("a sealing key has 32 bytes, this one " + bytes.length);
    }
    return new SealingKey(
        HexFormat.of().formatHex(Digest.sha256().digest(bytes), 0, ID_BYTES),
        new SecretKeySpec(bytes, "AES"));
  }

  /**
   * A fresh key's text.
   *
   * @param random a cryptographic source
   */
  public static String draw(RandomGenerator random) {
    byte[] bytes = new byte[BYTES];
    random.nextBytes(bytes);
    return Base64.getEncoder().encodeToString(bytes);
  }

  @Override
  public String toString() {
    return "SealingKey[" + id + "]";
  }
}
