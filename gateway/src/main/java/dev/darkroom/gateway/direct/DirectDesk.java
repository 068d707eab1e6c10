package dev.darkroom.gateway.direct;

import dev.darkroom.gateway.openai.FileDesk;
import dev.darkroom.gateway.problem.Problem;
import dev.darkroom.gateway.problem.ProblemCode;
import dev.darkroom.gateway.problem.ProblemException;
import dev.darkroom.gateway.upload.Intake;
import dev.darkroom.gateway.upload.SentFile;
import dev.darkroom.job.id.Digest;
import dev.darkroom.job.id.FileId;
import dev.darkroom.job.id.TenantId;
import dev.darkroom.storage.file.Purpose;
import dev.darkroom.storage.file.StoredFile;
import dev.darkroom.storage.upload.DirectUpload;
import dev.darkroom.storage.upload.DirectUpload.Announced;
import dev.darkroom.storage.upload.DirectUploads;
import dev.darkroom.storage.upload.Upload;
import dev.darkroom.storage.upload.Uploads;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Where tenants say what they will put, and have it checked and kept. What is put counts for
 * nothing before that, and is gone after. Its calls block.
 */
public final class DirectDesk {
  /** Of one tenant, at a time. */
  private static final int MAX_OPEN = 32;

  /** Files that are read back at once: each takes as much memory as one that is brought. */
  private static final int AT_ONCE = 4;

  private static final Duration TURN = Duration.ofSeconds(20);
  private static final Duration RETRY = Duration.ofSeconds(5);
  private static final Duration LEAST_TTL = Duration.ofSeconds(1);

  private final Parts parts;
  private final Intake intake;
  private final Semaphore turns = new Semaphore(AT_ONCE, true);

  /**
   * What it stands on.
   *
   * @param ttl how long a file may be put
   * @param ids draws random UUIDs
   */
  public record Parts(
      DirectUploads directs,
      Uploads uploads,
      FileDesk files,
      Duration ttl,
      InstantSource clock,
      Supplier<UUID> ids) {}

  /** What has become of what was put. */
  public sealed interface Kept {
    /** What it is known by. */
    String id();

    /** The upload that it is, if it is one. */
    default Optional<Upload> asUpload() {
      return this instanceof AsUpload(Upload upload) ? Optional.of(upload) : Optional.empty();
    }

    /** The file that it is, if it is one. */
    default Optional<StoredFile> asFile() {
      return this instanceof AsFile(StoredFile file) ? Optional.of(file) : Optional.empty();
    }

    /** It was put without a purpose. */
    record AsUpload(Upload upload) implements Kept {
      @Override
      public String id() {
        return upload.id();
      }
    }

    /** It was put with one. */
    record AsFile(StoredFile file) implements Kept {
      @Override
      public String id() {
        return file.id().value();
      }
    }
  }

  public DirectDesk(Parts parts) {
    this.parts = parts;
    this.intake = new Intake(parts.uploads());
  }

  /**
   * Lets a file be put.
   *
   * @throws ProblemException TOO_MANY_UPLOADS
   */
  public DirectUpload open(TenantId tenant, Announced announced) {
    if (parts.directs().countOpen(tenant, MAX_OPEN) >= MAX_OPEN) {
      throw Problem.of(
              ProblemCode.TOO_MANY_UPLOADS,
              "the tenant has %d uploads open, all that it may have: complete or delete one first"
                  .formatted(MAX_OPEN))
          .exception();
    }
    Instant now = parts.clock().instant().truncatedTo(ChronoUnit.MILLIS);
    DirectUpload upload =
        new DirectUpload(
            DirectUpload.idOf(parts.ids().get()),
            tenant,
            announced,
            now,
            now.plus(parts.ttl()),
            Optional.empty());
    parts.directs().open(upload);
    return upload;
  }

  /**
   * The tenant's direct upload of this id.
   *
   * @throws ProblemException UPLOAD_NOT_FOUND, another tenant's too
   */
  public DirectUpload find(TenantId tenant, String id) {
    return parts
        .directs()
        .find(tenant, id)
        .orElseThrow(() ->
            Problem.of(
                    ProblemCode.UPLOAD_NOT_FOUND,
                    "id",
                    "there is no direct upload of this id: begin one by POST /v1/direct-uploads")
                .exception());
  }

  /** Where it is put; empty where that is over. */
  public Optional<URI> address(DirectUpload upload) {
    Duration left = Duration.between(parts.clock().instant(), upload.expiresAt());
    return upload.result().isPresent() || left.compareTo(LEAST_TTL) < 0
        ? Optional.empty()
        : Optional.of(parts.directs().address(upload, left));
  }

  /** What it is kept as; empty where it is not, or was deleted since. */
  public Optional<Kept> kept(DirectUpload upload) {
    return upload
        .result()
        .flatMap(result ->
            upload.announced().purpose().isPresent()
                ? parts.files().look(upload.tenant(), result.id()).map(Kept.AsFile::new)
                : parts.uploads().find(upload.tenant(), result.id()).map(Kept.AsUpload::new));
  }

  /** Forgets what was announced, and what was put. */
  public void remove(DirectUpload upload) {
    parts.directs().remove(upload);
  }

  /**
   * Checks what was put as everything that is brought is checked, and keeps it; once more, it only
   * says what it is. What does not pass is gone.
   *
   * @throws ProblemException UPLOAD_INCOMPLETE, UPLOAD_MISMATCH, or what a file that is brought is
   *     refused with
   */
  public DirectUpload complete(DirectUpload upload) throws InterruptedException {
    if (upload.result().isPresent()) {
      return upload;
    }
    checkSize(upload);
    if (!turns.tryAcquire(TURN.toSeconds(), TimeUnit.SECONDS)) {
      throw Problem.of(
              ProblemCode.TOO_MANY_REQUESTS,
              AT_ONCE + " files are read back, the most at once: try again")
          .retryAfter(RETRY)
          .exception();
    }
    try {
      Kept kept = keep(upload);
      DirectUpload done = upload.kept(kept.id(), parts.clock().instant());
      parts.directs().close(done);
      return done;
    } catch (ProblemException e) {
      parts.directs().remove(upload);
      throw e;
    } catch (IOException e) {
      throw new UncheckedIOException("what was put cannot be read back", e);
    } finally {
      turns.release();
    }
  }

  private void checkSize(DirectUpload upload) {
    long put =
        parts
            .directs()
            .put(upload)
            .orElseThrow(() ->
                Problem.of(
                        ProblemCode.UPLOAD_INCOMPLETE,
                        "nothing has been put yet: PUT the file to put_url, with its headers, first")
                    .exception());
    if (put != upload.announced().sizeBytes()) {
      parts.directs().remove(upload);
      throw mismatch(
          "bytes",
          "%d bytes were put, and %d announced".formatted(put, upload.announced().sizeBytes()));
    }
  }

  private Kept keep(DirectUpload upload) throws IOException {
    Path file = Files.createTempFile("darkroom-direct-", ".part");
    try {
      checkDigest(upload.announced(), parts.directs().read(upload, file));
      return upload.announced().purpose().isPresent()
          ? asFile(upload, file)
          : asUpload(upload, file);
    } finally {
      Files.deleteIfExists(file);
    }
  }

  private static void checkDigest(Announced announced, Digest put) {
    announced
        .digest()
        .filter(said -> !said.equals(put))
        .ifPresent(said -> {
          throw mismatch(
              "sha256", "what was put has the SHA-256 %s, not %s".formatted(put.hex(), said.hex()));
        });
  }

  private Kept asUpload(DirectUpload upload, Path file) throws IOException {
    Announced announced = upload.announced();
    return new Kept.AsUpload(
        intake.keep(
            upload.tenant(),
            new SentFile(announced.name(), Files.readAllBytes(file), announced.caption())));
  }

  /** Its id follows from the upload's: asked twice at once, it is one file. */
  private Kept asFile(DirectUpload upload, Path file) {
    Announced announced = upload.announced();
    Purpose purpose = FileDesk.purpose(announced.purpose().orElseThrow());
    FileId id = FileId.of(upload.createdAt(), upload.uuid());
    return new Kept.AsFile(
        parts
            .files()
            .keep(
                upload.tenant(),
                new FileDesk.Brought(
                    announced.name(),
                    purpose,
                    Optional.of(id),
                    Optional.empty(),
                    to -> Files.move(file, to, StandardCopyOption.REPLACE_EXISTING))));
  }

  private static ProblemException mismatch(String param, String detail) {
    return Problem.of(ProblemCode.UPLOAD_MISMATCH, param, detail + ": begin it anew").exception();
  }
}
