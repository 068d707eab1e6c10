package dev.darkroom.job.tenant;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.darkroom.job.id.Digest;
import dev.darkroom.job.id.TenantId;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * An API key that was given out: the value of {@code key/<id>} in the state topic, on partition
 * {@value #PARTITION}. The key itself is known to its holder alone.
 *
 * @param id sixteen hex digits, which the key begins with
 * @param secret the SHA-256 of the whole key
 * @param narrowed what it is good for, where that is less than its role
 */
public record KeyRecord(
    String id,
    TenantId tenant,
    Role role,
    Digest secret,
    Instant createdAt,
    @JsonInclude(JsonInclude.Include.NON_ABSENT) @JsonProperty("terms")
        Optional<KeyTerms> narrowed) {
  /** Where keys live. */
  public static final int PARTITION = 0;

  /** Keys that a farm has at most. */
  public static final int MAX_KEYS = 10_000;

  private static final Pattern ID = Pattern.compile("[0-9a-f]{16}");

  @JsonCreator
  public KeyRecord {
    if (!validId(id)) {
      throw new IllegalArgumentException("a key's id is sixteen hex digits");
    }
  }

  /** A key that is good for all that its role may do, for ever. */
  public KeyRecord(String id, TenantId tenant, Role role, Digest secret, Instant createdAt) {
    this(id, tenant, role, secret, createdAt, Optional.empty());
  }

  /** What it is good for within its role. */
  public KeyTerms terms() {
    return narrowed.orElse(KeyTerms.NONE);
  }

  /** Whose budget the jobs submitted with it count against, where it has one. */
  public Optional<Payer> payer() {
    return terms().budget().map(budget -> new Payer(id, budget));
  }

  /** Whether a text could be a key's id. */
  public static boolean validId(String text) {
    return ID.matcher(text).matches();
  }
}
