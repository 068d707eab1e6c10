package dev.darkroom.storage.upload;

import dev.darkroom.job.id.Digest;
import dev.darkroom.job.id.TenantId;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * A file that a tenant may put into the store itself, and what became of it.
 *
 * @param id {@code direct_} and 32 hex digits
 * @param expiresAt until when it may be put
 * @param result empty until it was put, checked and kept
 */
public record DirectUpload(
    String id,
    TenantId tenant,
    Announced announced,
    Instant createdAt,
    Instant expiresAt,
    Optional<Result> result) {
  private static final String PREFIX = "direct_";
  private static final Pattern ID = Pattern.compile(PREFIX + "[0-9a-f]{32}");

  /**
   * What its tenant says of the file.
   *
   * @param name as its user knows it
   * @param sizeBytes exactly
   * @param digest of what will be put, before anything is taken out of it
   * @param caption what a picture shows
   * @param purpose of a file in OpenAI's form; empty of an upload
   */
  public record Announced(
      String name,
      long sizeBytes,
      String contentType,
      Optional<Digest> digest,
      Optional<String> caption,
      Optional<String> purpose) {
    public Announced {
      if (sizeBytes < 1) {
        throw new IllegalArgumentException("a file that is put has one byte or more");
      }
    }
  }

  /**
   * What the file is kept as.
   *
   * @param id of an upload, or of a file where it has a purpose
   */
  public record Result(String id, Instant at) {}

  public DirectUpload {
    if (!validId(id)) {
      throw new IllegalArgumentException("a direct upload's id is direct_ and 32 hex digits");
    }
  }

  /** An id for these bits, which the caller drew. */
  public static String idOf(UUID random) {
    HexFormat hex = HexFormat.of();
    return PREFIX
        + hex.toHexDigits(random.getMostSignificantBits())
        + hex.toHexDigits(random.getLeastSignificantBits());
  }

  /** The bits that its id was made of. */
  public UUID uuid() {
    int half = PREFIX.length() + 16;
    return new UUID(
        HexFormat.fromHexDigitsToLong(id, PREFIX.length(), half),
        HexFormat.fromHexDigitsToLong(id, half, id.length()));
  }

  /** Whether a text could be a direct upload's id. */
  public static boolean validId(String text) {
    return ID.matcher(text).matches();
  }

  /** The same, kept. */
  public DirectUpload kept(String as, Instant at) {
    return new DirectUpload(
        id, tenant, announced, createdAt, expiresAt, Optional.of(new Result(as, at)));
  }
}
