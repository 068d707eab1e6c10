package dev.darkroom.gateway.route.upload;

import dev.darkroom.gateway.body.ListBody;
import dev.darkroom.gateway.body.UploadBody;
import dev.darkroom.gateway.http.Answer;
import dev.darkroom.gateway.http.Request;
import dev.darkroom.gateway.http.Route;
import dev.darkroom.storage.upload.Uploads;

/** {@code GET /v1/uploads}: the tenant's files, a page at a time. */
final class ListUploads implements Route {
  private static final int DEFAULT_LIMIT = 20;
  private static final int MAX_LIMIT = 100;

  private final Uploads uploads;

  ListUploads(Uploads uploads) {
    this.uploads = uploads;
  }

  @Override
  public String operationId() {
    return "listUploads";
  }

  @Override
  public Action read(Request request) {
    int limit = request.query().integer("limit", DEFAULT_LIMIT, 1, MAX_LIMIT);
    return () -> {
      Uploads.Page page = uploads.list(request.tenant(), request.query().text("after"), limit);
      return Answer.ok(
          new ListBody<>(
              "list",
              page.uploads().stream().map(UploadBody::of).toList(),
              page.next().isPresent(),
              page.next()));
    };
  }
}
