package dev.darkroom.job.id;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * Names a file that a tenant brought or a batch left: {@code file-} and a UUID that tells when it
 * was made (RFC 9562, version 7), so that files are found in their order by name alone.
 */
public record FileId(@JsonValue String value) {
  private static final String PREFIX = "file-";
  private static final Pattern FORM =
      Pattern.compile(
          PREFIX + "[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");

  private static final long VERSION = 0x7000;
  private static final long VARIANT = 1L << 63;

  public FileId {
    if (!valid(value)) {
      throw new IllegalArgumentException("a file's id is file- and a UUID of version 7");
    }
  }

  @JsonCreator
  public static FileId of(String value) {
    return new FileId(value);
  }

  public static boolean valid(String text) {
    return FORM.matcher(text).matches();
  }

  /** The id of a fresh file; {@code random} is a random UUID that the caller drew. */
  public static FileId of(Instant created, UUID random) {
    return of(created, random.getMostSignificantBits(), random.getLeastSignificantBits());
  }

  /**
   * The id of what a batch leaves: the same however often it is written.
   *
   * @param role {@code output} or {@code error}
   * @param ended when the batch had ended
   */
  public static FileId ofBatch(BatchId batch, String role, Instant ended) {
    ByteBuffer bits = ByteBuffer.wrap(Digest.ofParts("batch-file", batch.value(), role).bytes());
    return of(ended, bits.getLong(), bits.getLong());
  }

  private static FileId of(Instant at, long high, long low) {
    long first = at.toEpochMilli() << 16 | VERSION | (high & 0xFFF);
    return new FileId(PREFIX + new UUID(first, (low & Long.MAX_VALUE >>> 1) | VARIANT));
  }

  /** When the file was made, in milliseconds since 1970. */
  public long millis() {
    return UUID.fromString(value.substring(PREFIX.length())).getMostSignificantBits() >>> 16;
  }

  @Override
  public String toString() {
    return value;
  }
}
