package dev.darkroom.gateway.route.upload;

import dev.darkroom.gateway.direct.DirectBody;
import dev.darkroom.gateway.direct.DirectDesk;
import dev.darkroom.gateway.direct.DirectRequest;
import dev.darkroom.gateway.http.Answer;
import dev.darkroom.gateway.http.Request;
import dev.darkroom.gateway.http.Route;
import dev.darkroom.gateway.request.JsonText;
import dev.darkroom.storage.upload.DirectUpload;

/** {@code POST /v1/direct-uploads}: lets a file be put. */
final class CreateDirectUpload implements Route {
  private final DirectDesk desk;

  CreateDirectUpload(DirectDesk desk) {
    this.desk = desk;
  }

  @Override
  public String operationId() {
    return "createDirectUpload";
  }

  @Override
  public Action read(Request request) {
    DirectUpload.Announced announced =
        DirectRequest.read(JsonText.object(request.body().getBytes()));
    return () -> {
      DirectUpload upload = desk.open(request.tenant(), announced);
      return Answer.json(201, DirectBody.of(desk, upload))
          .with("Location", "/v1/direct-uploads/" + upload.id());
    };
  }
}
