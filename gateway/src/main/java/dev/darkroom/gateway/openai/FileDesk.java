package dev.darkroom.gateway.openai;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.darkroom.gateway.problem.ProblemCode;
import dev.darkroom.gateway.problem.ProblemException;
import dev.darkroom.gateway.request.Fields;
import dev.darkroom.gateway.upload.Archive;
import dev.darkroom.gateway.upload.Form;
import dev.darkroom.gateway.upload.Intake;
import dev.darkroom.gateway.upload.SentFile;
import dev.darkroom.job.id.FileId;
import dev.darkroom.job.id.TenantId;
import dev.darkroom.storage.file.Purpose;
import dev.darkroom.storage.file.StoredFile;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;

/** Where files are brought and found. */
public final class FileDesk {
  private static final Set<String> FIELDS = Set.of("purpose", "expires_after");
  private static final int MAX_CHARS = 60;

  /** As much as an upload may have. */
  private static final int MAX_PICTURE_BYTES = 64 << 20;

  private final dev.darkroom.storage.file.Files files;
  private final InstantSource clock;
  private final Supplier<UUID> ids;
  private final Duration kept;

  /**
   * @param ids draws random UUIDs
   * @param kept for how long inputs of batches are kept that name no time
   */
  public FileDesk(
      dev.darkroom.storage.file.Files files,
      InstantSource clock,
      Supplier<UUID> ids,
      Duration kept) {
    this.kept = kept;
    this.files = files;
    this.clock = clock;
    this.ids = ids;
  }

  /**
   * A file that was brought and is not kept yet.
   *
   * @param id what it will be known by; empty and one is drawn
   * @param kept for how long; empty of what its purpose says
   */
  public record Brought(
      String name, Purpose purpose, Optional<FileId> id, Optional<Duration> kept, Source source) {}

  /** Where the bytes of a file are that was brought. */
  @FunctionalInterface
  public interface Source {
    /** Writes them over what stands in a file. */
    void copy(Path to) throws IOException;
  }

  /**
   * Reads the form that a file came in.
   *
   * @throws ProblemException naming the field that does not fit
   */
  public static Brought read(Form form) {
    Form.Part part =
        form.files().stream()
            .filter(file -> file.field().equals("file"))
            .findFirst()
            .orElseThrow(() ->
                Fields.problem(
                    ProblemCode.MISSING_FIELD,
                    "file",
                    "the form has no file: send a part named file, with a filename"));
    if (form.files().size() > 1) {
      throw Fields.problem(
          ProblemCode.FIELDS_CONFLICT, "file", "the form has several files: send one at a time");
    }
    ObjectNode object = FormFields.of(form);
    Fields fields = new Fields(object);
    fields.refuseUnknown("a file", FIELDS);
    Purpose purpose = purpose(fields.requiredText("purpose", MAX_CHARS));
    Optional<Duration> kept =
        fields.object("expires_after").map(expiry -> Expiry.read(expiry, "expires_after"));
    return new Brought(part.name(), purpose, Optional.empty(), kept, to -> form.copy(part, to));
  }

  /**
   * The purpose of this name, if a client may bring files of it.
   *
   * @throws ProblemException UNKNOWN_VALUE
   */
  public static Purpose purpose(String named) {
    return Purpose.ofText(named)
        .filter(p -> p != Purpose.BATCH_OUTPUT)
        .orElseThrow(() ->
            Fields.problem(
                ProblemCode.UNKNOWN_VALUE,
                "purpose",
                "purpose '%s' has no use here: use %s"
                    .formatted(Fields.clip(named), String.join(", ", Purpose.brought()))));
  }

  /**
   * Keeps what was brought. Blocks.
   *
   * @throws ProblemException INVALID_FILE or VALUE_OUT_OF_RANGE of a picture that is none, or too
   *     large
   */
  public StoredFile keep(TenantId tenant, Brought brought) {
    try {
      Path bytes = Files.createTempFile("darkroom-file-", ".part");
      try {
        brought.source().copy(bytes);
        check(brought, bytes);
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        StoredFile file =
            new StoredFile(
                brought.id().orElseGet(() -> FileId.of(now, ids.get())),
                tenant,
                brought.purpose(),
                brought.name(),
                "application/octet-stream",
                Files.size(bytes),
                now,
                brought.kept().or(() -> brought.purpose().kept(kept)).map(now::plus));
        files.put(file, bytes);
        return file;
      } finally {
        Files.deleteIfExists(bytes);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("there is no room for a file that was brought", e);
    }
  }

  /** Makes pictures, alone or in an archive, what uploads are; everything else stays as it came. */
  private static void check(Brought brought, Path file) throws IOException {
    switch (brought.purpose()) {
      case VISION -> checkPicture(brought.name(), file);
      case FINE_TUNE -> checkArchive(file);
      case BATCH, BATCH_OUTPUT, USER_DATA -> {}
    }
  }

  private static void checkPicture(String name, Path file) throws IOException {
    if (Files.size(file) > MAX_PICTURE_BYTES) {
      throw Fields.problem(
          ProblemCode.BODY_TOO_LARGE,
          "file",
          "the picture has %d bytes: use at most %d"
              .formatted(Files.size(file), MAX_PICTURE_BYTES));
    }
    SentFile picture = new SentFile(name, Files.readAllBytes(file), Optional.empty());
    if (!picture.type().isPicture()) {
      throw Fields.problem(
          ProblemCode.INVALID_FILE,
          "file",
          "the file is no picture, and its purpose is vision: send PNG, JPEG or WebP");
    }
    Files.write(file, Intake.checked(picture).bytes());
  }

  /** A file of it at a time: however large it is, it takes no more memory. */
  private static void checkArchive(Path file) throws IOException {
    if (!Archive.is(file)) {
      return; // whoever makes a dataset of it says what is wrong
    }
    Path fit = Files.createTempFile("darkroom-file-", ".part");
    try {
      boolean changed;
      try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(fit))) {
        changed =
            Archive.write(
                () -> new BufferedInputStream(Files.newInputStream(file)), Files.size(file), out);
      }
      if (changed) {
        Files.move(fit, file, StandardCopyOption.REPLACE_EXISTING);
      }
    } finally {
      Files.deleteIfExists(fit);
    }
  }

  /** The tenant's file of this id, if there is one. */
  public Optional<StoredFile> look(TenantId tenant, String id) {
    return FileId.valid(id) ? files.find(tenant, FileId.of(id)) : Optional.empty();
  }

  /**
   * The tenant's file of this id.
   *
   * @param param that names it
   * @throws ProblemException FILE_NOT_FOUND, another tenant's too
   */
  public StoredFile find(TenantId tenant, String param, String id) {
    return look(tenant, id)
        .orElseThrow(() ->
            Fields.problem(
                ProblemCode.FILE_NOT_FOUND,
                param,
                "there is no file '%s': GET /v1/files lists those there are"
                    .formatted(Fields.clip(id))));
  }
}
