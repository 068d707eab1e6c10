package dev.darkroom.gateway.route.upload;

import dev.darkroom.gateway.body.UploadBody;
import dev.darkroom.gateway.http.Answer;
import dev.darkroom.gateway.http.Request;
import dev.darkroom.gateway.http.Route;
import dev.darkroom.gateway.problem.Problem;
import dev.darkroom.gateway.problem.ProblemCode;
import dev.darkroom.gateway.upload.FileNames;
import dev.darkroom.gateway.upload.Form;
import dev.darkroom.gateway.upload.Intake;
import dev.darkroom.gateway.upload.SentFile;
import dev.darkroom.job.id.TenantId;
import dev.darkroom.storage.upload.Uploads;
import java.util.Optional;

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
    SentFile file = file(request);
    return () -> Answer.json(201, UploadBody.of(intake.keep(tenant, file)));
  }

  private static SentFile file(Request request) {
    byte[] body = request.body().getBytes();
    String media = request.header("Content-Type").stream().findFirst().orElse("");
    if (Form.is(media)) {
      Form form = Form.read(media, body);
      Form.Part part =
          form.files().stream()
              .findFirst()
              .orElseThrow(() ->
                  Problem.of(
                          ProblemCode.INVALID_FILE,
                          "file",
                          "the form has no file: send one part with a filename")
                      .exception());
      return new SentFile(part.name(), form.bytes(part, body.length), Optional.empty());
    }
    String name = FileNames.plain(request.query().text("name").orElse("file"));
    return new SentFile(name, body, request.query().text("caption"));
  }
}
