package dev.darkroom.job;

import java.time.Instant;
import java.util.regex.Pattern;

/**
 * An API key that was given out: the value of {@code key/<id>} in the state topic, on partition
 * {@value #PARTITION}. The key itself is known to its holder alone.
 *
 * @param id sixteen hex digits, which the key begins with
 * @param secret the SHA-256 of the whole key
 */
public record KeyRecord(String id, TenantId tenant, Role role, Digest secret, Instant createdAt) {
  /** Where keys live. */
  public static final int PARTITION = 0;

  /** Keys that a farm has at most. */
  public static final int MAX_KEYS = 10_000;

  private static final Pattern ID = Pattern.compile("[0-9a-f]{16}");

  public KeyRecord {
    if (!validId(id)) {
      throw new IllegalArgumentException("a key's id is sixteen hex digits");
    }
  }

  /** Whether a text could be a key's id. */
  public static boolean validId(String text) {
    return ID.matcher(text).matches();
  }
}
