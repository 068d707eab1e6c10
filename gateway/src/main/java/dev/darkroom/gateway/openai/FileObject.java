package dev.darkroom.gateway.openai;

import dev.darkroom.storage.file.StoredFile;
import java.time.Instant;
import java.util.Optional;

/**
 * A file as OpenAI's clients read it.
 *
 * @param bytes its size
 * @param createdAt Unix seconds
 * @param expiresAt likewise
 */
public record FileObject(
    String id,
    String object,
    long bytes,
    long createdAt,
    Optional<Long> expiresAt,
    String filename,
    String purpose,
    String status) {

  public static FileObject of(StoredFile file) {
    return new FileObject(
        file.id().value(),
        "file",
        file.sizeBytes(),
        file.createdAt().getEpochSecond(),
        file.expiresAt().map(Instant::getEpochSecond),
        file.name(),
        file.purpose().toString(),
        "processed");
  }
}
