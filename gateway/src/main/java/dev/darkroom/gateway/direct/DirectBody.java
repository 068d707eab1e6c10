package dev.darkroom.gateway.direct;

import dev.darkroom.gateway.body.UploadBody;
import dev.darkroom.gateway.openai.FileObject;
import dev.darkroom.job.id.Digest;
import dev.darkroom.storage.upload.DirectUpload;
import dev.darkroom.storage.upload.DirectUpload.Announced;
import java.net.URI;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * A direct upload, as clients see it.
 *
 * @param status {@code open} or {@code completed}
 * @param putUrl where the file is put; null where that is over
 * @param headers that the PUT must carry
 * @param upload what it became, where it had no purpose; null before, and where it was deleted
 * @param file what it became, where it had one; likewise
 */
public record DirectBody(
    String id,
    String object,
    String status,
    String filename,
    long bytes,
    String contentType,
    Optional<String> purpose,
    Optional<String> sha256,
    Instant createdAt,
    Instant expiresAt,
    Optional<URI> putUrl,
    Map<String, String> headers,
    Optional<UploadBody> upload,
    Optional<FileObject> file) {

  /** As the desk has it now. */
  public static DirectBody of(DirectDesk desk, DirectUpload upload) {
    Announced announced = upload.announced();
    Optional<DirectDesk.Kept> kept = desk.kept(upload);
    return new DirectBody(
        upload.id(),
        "direct_upload",
        upload.result().isPresent() ? "completed" : "open",
        announced.name(),
        announced.sizeBytes(),
        announced.contentType(),
        announced.purpose(),
        announced.digest().map(Digest::hex),
        upload.createdAt(),
        upload.expiresAt(),
        desk.address(upload),
        Map.of(
            "Content-Type",
            announced.contentType(),
            "Content-Length",
            Long.toString(announced.sizeBytes())),
        kept.flatMap(DirectDesk.Kept::asUpload).map(UploadBody::of),
        kept.flatMap(DirectDesk.Kept::asFile).map(FileObject::of));
  }
}
