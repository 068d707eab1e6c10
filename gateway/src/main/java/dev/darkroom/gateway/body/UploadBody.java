package dev.darkroom.gateway.body;

import dev.darkroom.job.id.Digest;
import dev.darkroom.storage.upload.Upload;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A file that the tenant brought, as clients see it.
 *
 * @param files the ids of an archive's pictures; empty of any other file
 */
public record UploadBody(
    String id,
    String object,
    String name,
    String contentType,
    long sizeBytes,
    String hash,
    Optional<String> caption,
    List<String> files,
    Instant createdAt) {

  public static UploadBody of(Upload upload) {
    return new UploadBody(
        upload.id(),
        "upload",
        upload.name(),
        upload.contentType(),
        upload.sizeBytes(),
        upload.digest().toString(),
        upload.caption(),
        upload.parts().stream().map(Digest::hex).toList(),
        upload.createdAt());
  }
}
