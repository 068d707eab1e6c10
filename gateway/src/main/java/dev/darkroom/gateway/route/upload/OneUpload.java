package dev.darkroom.gateway.route.upload;

import dev.darkroom.gateway.body.UploadBody;
import dev.darkroom.gateway.http.Answer;
import dev.darkroom.gateway.http.Request;
import dev.darkroom.gateway.http.Route;
import dev.darkroom.gateway.problem.Problem;
import dev.darkroom.gateway.problem.ProblemCode;
import dev.darkroom.gateway.request.Fields;
import dev.darkroom.job.id.TenantId;
import dev.darkroom.storage.upload.Upload;
import dev.darkroom.storage.upload.Uploads;

/** {@code GET} and {@code DELETE /v1/uploads/{id}}. */
final class OneUpload implements Route {
  private final String operationId;
  private final Uploads uploads;
  private final Deed deed;

  /** What is done with it. */
  private interface Deed {
    Answer with(TenantId tenant, Upload upload);
  }

  private OneUpload(String operationId, Uploads uploads, Deed deed) {
    this.operationId = operationId;
    this.uploads = uploads;
    this.deed = deed;
  }

  static Route get(Uploads uploads) {
    return new OneUpload("getUpload", uploads, (_, upload) -> Answer.ok(UploadBody.of(upload)));
  }

  static Route delete(Uploads uploads) {
    return new OneUpload(
        "deleteUpload",
        uploads,
        (tenant, upload) -> {
          uploads.remove(tenant, upload);
          return Answer.noContent();
        });
  }

  @Override
  public String operationId() {
    return operationId;
  }

  @Override
  public Action read(Request request) {
    TenantId tenant = request.tenant();
    String id = request.path("id");
    Upload upload =
        uploads
            .find(tenant, id)
            .orElseThrow(() ->
                Problem.of(
                        ProblemCode.UPLOAD_NOT_FOUND,
                        "id",
                        "there is no upload '"
                            + Fields.clip(id)
                            + "': GET /v1/uploads lists those there are")
                    .exception());
    return () -> deed.with(tenant, upload);
  }
}
