package dev.darkroom.job.id;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The SHA-256 of some bytes, written {@code sha256:<64 hex digits>}. */
public record Digest(@JsonValue String value) {
  private static final String PREFIX = "sha256:";
  private static final int LENGTH = PREFIX.length() + 64;

  public Digest {
    if (!valid(value)) {
      throw new IllegalArgumentException(
          "'" + value + "' is not a digest: use sha256: and 64 hex digits");
    }
  }

  @JsonCreator
  public static Digest parse(String value) {
    return new Digest(value);
  }

  public static Digest of(byte[] bytes) {
    return ofHash(sha256().digest(bytes));
  }

  /**
   * The digest of several texts in this order; no other texts have the same by being cut elsewhere.
   */
  public static Digest ofParts(String... parts) {
    MessageDigest sha = sha256();
    for (String part : parts) {
      byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
      sha.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
      sha.update(bytes);
    }
    return ofHash(sha.digest());
  }

  /** The digest whose 32 raw bytes these are. */
  public static Digest ofHash(byte[] hash) {
    return new Digest(PREFIX + HexFormat.of().formatHex(hash));
  }

  /** The digest of these 256 bits, the first ones first. */
  public static Digest ofLongs(long first, long second, long third, long fourth) {
    HexFormat hex = HexFormat.of();
    return new Digest(
        PREFIX
            + hex.toHexDigits(first)
            + hex.toHexDigits(second)
            + hex.toHexDigits(third)
            + hex.toHexDigits(fourth));
  }

  /** A fresh SHA-256 for bytes that come in pieces. */
  public static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** The 32 raw bytes. */
  public byte[] bytes() {
    return HexFormat.of().parseHex(hex());
  }

  public String hex() {
    return value.substring(PREFIX.length());
  }

  @Override
  public String toString() {
    return value;
  }

  /**
   * By hand: every record of a job holds a few, and a pattern takes longer than all else of one.
   */
  private static boolean valid(String value) {
    if (value.length() != LENGTH || !value.startsWith(PREFIX)) {
      return false;
    }
    for (int i = PREFIX.length(); i < LENGTH; i++) {
      char c = value.charAt(i);
      if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
        return false;
      }
    }
    return true;
  }
}
