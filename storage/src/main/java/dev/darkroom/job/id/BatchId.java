package dev.darkroom.job.id;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.UUID;
import java.util.regex.Pattern;

/** Names a batch: {@code batch_} and 32 hex digits. */
public record BatchId(@JsonValue String value) implements Comparable<BatchId> {
  private static final String PREFIX = "batch_";
  private static final int DIGITS = 32;
  private static final Pattern FORM = Pattern.compile(PREFIX + "[0-9a-f]{" + DIGITS + "}");

  public BatchId {
    if (!valid(value)) {
      throw new IllegalArgumentException("a batch's id is batch_ and 32 hex digits");
    }
  }

  @JsonCreator
  public static BatchId of(String value) {
    return new BatchId(value);
  }

  public static boolean valid(String text) {
    return FORM.matcher(text).matches();
  }

  /** The id of a fresh batch; {@code random} is a random UUID that the caller drew. */
  public static BatchId ofRandom(UUID random) {
    return new BatchId(PREFIX + random.toString().replace("-", ""));
  }

  /**
   * The id of the batch that this tenant brings under this idempotency key: brought again after any
   * crash, it has the same.
   */
  public static BatchId ofKey(TenantId tenant, String idempotencyKey) {
    return new BatchId(
        PREFIX
            + Digest.ofParts("batch", tenant.value(), idempotencyKey).hex().substring(0, DIGITS));
  }

  @Override
  public int compareTo(BatchId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
