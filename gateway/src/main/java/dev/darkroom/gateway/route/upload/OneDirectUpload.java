package dev.darkroom.gateway.route.upload;

import dev.darkroom.gateway.direct.DirectBody;
import dev.darkroom.gateway.direct.DirectDesk;
import dev.darkroom.gateway.http.Answer;
import dev.darkroom.gateway.http.Request;
import dev.darkroom.gateway.http.Route;
import dev.darkroom.storage.upload.DirectUpload;

/** {@code GET} and {@code DELETE /v1/direct-uploads/{id}}, and its {@code /complete}. */
final class OneDirectUpload implements Route {
  private final String operationId;
  private final DirectDesk desk;
  private final Deed deed;

  /** What is done with it. */
  private interface Deed {
    Answer with(DirectUpload upload) throws InterruptedException;
  }

  private OneDirectUpload(String operationId, DirectDesk desk, Deed deed) {
    this.operationId = operationId;
    this.desk = desk;
    this.deed = deed;
  }

  static Route get(DirectDesk desk) {
    return new OneDirectUpload(
        "getDirectUpload", desk, upload -> Answer.ok(DirectBody.of(desk, upload)));
  }

  static Route complete(DirectDesk desk) {
    return new OneDirectUpload(
        "completeDirectUpload",
        desk,
        upload -> Answer.ok(DirectBody.of(desk, desk.complete(upload))));
  }

  static Route delete(DirectDesk desk) {
    return new OneDirectUpload(
        "deleteDirectUpload",
        desk,
        upload -> {
          desk.remove(upload);
          return Answer.noContent();
        });
  }

  @Override
  public String operationId() {
    return operationId;
  }

  @Override
  public Action read(Request request) {
    DirectUpload upload = desk.find(request.tenant(), request.path("id"));
    return () -> deed.with(upload);
  }
}
