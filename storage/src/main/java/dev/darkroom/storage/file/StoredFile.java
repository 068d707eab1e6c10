package dev.darkroom.storage.file;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.darkroom.job.id.FileId;
import dev.darkroom.job.id.TenantId;
import java.time.Instant;
import java.util.Optional;

/**
 * What is known of a file.
 *
 * @param name as its user knows it
 * @param expiresAt from when on it is gone; empty of one that stays until it is deleted
 */
public record StoredFile(
    FileId id,
    TenantId tenant,
    Purpose purpose,
    String name,
    String contentType,
    long sizeBytes,
    Instant createdAt,
    @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<Instant> expiresAt) {

  /** Whether it is still there. */
  public boolean isThere(Instant now) {
    return expiresAt.filter(end -> !now.isBefore(end)).isEmpty();
  }
}
