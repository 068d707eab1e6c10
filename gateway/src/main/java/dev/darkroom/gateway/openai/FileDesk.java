package dev.darkroom.gateway.openai;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.darkroom.gateway.problem.ProblemCode;
import dev.darkroom.gateway.problem.ProblemException;
import dev.darkroom.gateway.request.Fields;
import dev.darkroom.gateway.upload.Form;
import dev.darkroom.gateway.upload.Intake;
import dev.darkroom.gateway.upload.SentFile;
import dev.darkroom.job.id.FileId;
import dev.darkroom.job.id.TenantId;
import dev.darkroom.storage.file.Purpose;
import dev.darkroom.storage.file.StoredFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
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

  /** A file that was brought and is not kept yet. */
  public record Brought(Form form, Form.Part part, Purpose purpose, Optional<Duration> kept) {}

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
    String named = fields.requiredText("purpose", MAX_CHARS);
    Purpose purpose =
        Purpose.ofText(named)
            .filter(p -> p != Purpose.BATCH_OUTPUT)
            .orElseThrow(() ->
                Fields.problem(
                    ProblemCode.UNKNOWN_VALUE,
                    "purpose",
                    "purpose '%s' has no use here: use %s"
                        .formatted(Fields.clip(named), String.join(", ", Purpose.brought()))));
    Optional<Duration> kept =
        fields.object("expires_after").map(expiry -> Expiry.read(expiry, "expires_after"));
    return new Brought(form, part, purpose, kept);
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
        write(brought, bytes);
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        StoredFile file =
            new StoredFile(
                FileId.of(now, ids.get()),
                tenant,
                brought.purpose(),
                brought.part().name(),
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

  /** Pictures as uploads are, everything else as it came. */
  private static void write(Brought brought, Path to) throws IOException {
    if (brought.purpose() == Purpose.VISION) {
      Form.Part part = brought.part();
      SentFile file =
          new SentFile(
              part.name(), brought.form().bytes(part, MAX_PICTURE_BYTES), Optional.empty());
      if (!file.type().isPicture()) {
        throw Fields.problem(
            ProblemCode.INVALID_FILE,
            "file",
            "the file is no picture, and its purpose is vision: send PNG, JPEG or WebP");
      }
      Files.write(to, Intake.checked(file).bytes());
    } else {
      brought.form().copy(brought.part(), to);
    }
  }

  /**
   * The tenant's file of this id.
   *
   * @param param that names it
   * @throws ProblemException FILE_NOT_FOUND, another tenant's too
   */
  public StoredFile find(TenantId tenant, String param, String id) {
    Optional<StoredFile> found =
        FileId.valid(id) ? files.find(tenant, FileId.of(id)) : Optional.empty();
    return found.orElseThrow(() ->
        Fields.problem(
            ProblemCode.FILE_NOT_FOUND,
            param,
            "there is no file '%s': GET /v1/files lists those there are"
                .formatted(Fields.clip(id))));
  }
}
