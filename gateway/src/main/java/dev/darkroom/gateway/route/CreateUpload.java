package dev.darkroom.gateway.route;

import dev.darkroom.gateway.body.UploadBody;
import dev.darkroom.gateway.http.Answer;
import dev.darkroom.gateway.http.Request;
import dev.darkroom.gateway.http.Route;
import dev.darkroom.gateway.problem.Problem;
import dev.darkroom.gateway.problem.ProblemCode;
import dev.darkroom.gateway.upload.Archive;
import dev.darkroom.gateway.upload.FileNames;
import dev.darkroom.gateway.upload.FileType;
import dev.darkroom.gateway.upload.Intake;
import dev.darkroom.gateway.upload.Multipart;
import dev.darkroom.gateway.upload.SentFile;
import dev.darkroom.job.TenantId;
import dev.darkroom.storage.upload.Uploads;
import java.util.List;

/** {@code POST /v1/uploads}: takes a file, as the body itself or in a form. */
final class CreateUpload implements Route {
  private final Intake intake;

  CreateUpload(Uploads uploads) {
    intake = new Intake(uploads);
  }

  @Override
  public String operationId() {
    return "createUpload";
  }

  @Override
  public Action read(Request request) {
    TenantId tenant = request.tenant();
    SentFile file = file(request).checked();
    FileType type = file.type();
    if (type == FileType.UNKNOWN) {
      throw Problem.of(
              ProblemCode.INVALID_FILE,
              "file",
              file.bytes().length == 0
                  ? "the file is empty"
                  : "the file is none of those that are taken: send PNG, JPEG, WebP, zip or"
                      + " safetensors")
          .exception();
    }
    List<SentFile> pictures =
        type == FileType.ZIP
            ? Archive.pictures(file.bytes()).stream().map(SentFile::checked).toList()
            : List.<SentFile>of();
    return () -> Answer.json(201, UploadBody.of(intake.keep(tenant, file, pictures)));
  }

  private static SentFile file(Request request) {
    byte[] body = request.body().getBytes();
    String media = request.header("Content-Type").stream().findFirst().orElse("");
    if (Multipart.is(media)) {
      return Multipart.file(media, body);
    }
    String name = FileNames.plain(request.query().text("name").orElse("file"));
    return new SentFile(name, body, request.query().text("caption"));
  }
}
