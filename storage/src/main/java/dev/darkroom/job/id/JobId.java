package dev.darkroom.job.id;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.nio.ByteBuffer;
import java.util.UUID;

/**
 * A job's name for life: a UUID of version 8 whose twelve {@code custom_b} bits carry the job's
 * home partition, so that everybody who holds an id knows which partition of every topic speaks of
 * it.
 */
public record JobId(long high, long low) implements Comparable<JobId> {
  /** Partitions that fit in an id. */
  public static final int MAX_PARTITIONS = 1 << 12;

  /** Of a UUID's two halves. */
  public JobId {
    if ((high >>> 12 & 0xF) != 8 || low >>> 62 != 2) {
      throw new IllegalArgumentException(
          new UUID(high, low) + " is not a job id: a job id is a UUID of version 8");
    }
  }

  /**
   * The id of the job that this tenant submits under this idempotency key: a retry after any crash
   * has the same.
   */
  public static JobId ofKey(TenantId tenant, String idempotencyKey, int partition) {
    return ofHash(partition, "key", tenant.value(), idempotencyKey);
  }

  /**
   * The id of the job that this line of a batch is: queued again after any crash it has the same.
   */
  public static JobId ofLine(BatchId batch, int line, int partition) {
    return ofHash(partition, "line", batch.value(), Integer.toString(line));
  }

  /** The id of a fresh job; {@code random} is a random UUID that the caller drew. */
  public static JobId ofRandom(UUID random, int partition) {
    return ofBits(random.getMostSignificantBits(), random.getLeastSignificantBits(), partition);
  }

  @JsonCreator
  public static JobId parse(String text) {
    UUID uuid = UUID.fromString(text);
    return new JobId(uuid.getMostSignificantBits(), uuid.getLeastSignificantBits());
  }

  /**
   * The partition number that this job's commands, reports, replies, events, state and spec live
   * on.
   */
  public int partition() {
    return (int) (high & 0xFFF);
  }

  @Override
  public int compareTo(JobId other) {
    int byHigh = Long.compare(high, other.high);
    return byHigh != 0 ? byHigh : Long.compare(low, other.low);
  }

  @JsonValue
  @Override
  public String toString() {
    return new UUID(high, low).toString();
  }

  private static JobId ofHash(int partition, String... parts) {
    ByteBuffer hash = ByteBuffer.wrap(Digest.ofParts(parts).bytes());
    return ofBits(hash.getLong(), hash.getLong(), partition);
  }

  private static JobId ofBits(long high, long low, int partition) {
    if (partition < 0 || partition >= MAX_PARTITIONS) {
      throw new IllegalArgumentException(
          "partition " + partition + " is not in 0 … " + (MAX_PARTITIONS - 1));
    }
    return new JobId(
        (high & ~0xFFFFL) | 0x8000L | partition, (low & 0x3FFFFFFFFFFFFFFFL) | 0x8000000000000000L);
  }
}
