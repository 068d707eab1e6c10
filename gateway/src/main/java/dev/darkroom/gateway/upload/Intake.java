package dev.darkroom.gateway.upload;

import dev.darkroom.gateway.problem.Problem;
import dev.darkroom.gateway.problem.ProblemCode;
import dev.darkroom.job.id.Digest;
import dev.darkroom.job.id.TenantId;
import dev.darkroom.storage.upload.Upload;
import dev.darkroom.storage.upload.Uploads;
import java.util.ArrayList;
import java.util.List;

/**
 * Keeps what was sent; of an archive each of its pictures as well, an upload of its own. It is the
 * only way in: pictures that are too large are refused before anybody decodes them, and what they
 * say beside their pixels is taken out.
 */
public final class Intake {
  private final Uploads uploads;

  public Intake(Uploads uploads) {
    this.uploads = uploads;
  }

  /**
   * Keeps a file. Blocks.
   *
   * @throws dev.darkroom.gateway.problem.ProblemException INVALID_FILE of what is none of the files
   *     that are taken; VALUE_OUT_OF_RANGE of a picture of too many pixels, within an archive too
   */
  public Upload keep(TenantId tenant, SentFile file) {
    SentFile clean = checked(file);
    return clean.type() == FileType.ZIP
        ? keep(tenant, new Unpacked(clean, Archive.pictures(clean.bytes())))
        : put(tenant, clean, List.of());
  }

  /** An archive that is fit to be kept, and its pictures. */
  public record Unpacked(SentFile archive, List<SentFile> pictures) {}

  /**
   * Unpacks an archive.
   *
   * @throws dev.darkroom.gateway.problem.ProblemException as {@link #keep}
   */
  public static Unpacked unpacked(SentFile archive) {
    SentFile clean = archive.checked(); // all of it, before anything is kept
    return new Unpacked(clean, Archive.pictures(clean.bytes()));
  }

  /** Keeps an archive, and each of its pictures. Blocks. */
  public Upload keep(TenantId tenant, Unpacked unpacked) {
    List<Digest> parts = new ArrayList<>();
    for (SentFile picture : unpacked.pictures()) {
      parts.add(put(tenant, picture, List.of()).digest());
    }
    return put(tenant, unpacked.archive(), parts);
  }

  /**
   * A file that is kept elsewhere than among uploads, fit for that.
   *
   * @throws dev.darkroom.gateway.problem.ProblemException as {@link #keep}
   */
  public static SentFile checked(SentFile file) {
    if (file.type() == FileType.UNKNOWN) {
      throw Problem.of(
              ProblemCode.INVALID_FILE,
              "file",
              file.bytes().length == 0
                  ? "the file is empty"
                  : "the file is none of those that are taken: send PNG, JPEG, WebP, zip or"
                      + " safetensors")
          .exception();
    }
    return file.checked();
  }

  private Upload put(TenantId tenant, SentFile file, List<Digest> parts) {
    return uploads.put(
        tenant, file.name(), file.type().media(), file.bytes(), file.caption(), parts);
  }
}
