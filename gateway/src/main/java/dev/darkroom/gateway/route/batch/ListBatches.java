package dev.darkroom.gateway.route.batch;

import dev.darkroom.gateway.batch.BatchDesk;
import dev.darkroom.gateway.body.BatchBody;
import dev.darkroom.gateway.http.Answer;
import dev.darkroom.gateway.http.Request;
import dev.darkroom.gateway.http.Route;
import dev.darkroom.storage.batch.BatchManifest;
import dev.darkroom.storage.batch.Batches;
import java.util.List;
import java.util.Optional;

/** {@code GET /v1/batches}: the tenant's batches, the newest first, a page at a time. */
final class ListBatches implements Route {
  private static final int DEFAULT_LIMIT = 20;
  private static final int MAX_LIMIT = 100;

  private final BatchDesk desk;

  ListBatches(BatchDesk desk) {
    this.desk = desk;
  }

  @Override
  public String operationId() {
    return "listBatches";
  }

  @Override
  public Action read(Request request) {
    int limit = request.query().integer("limit", DEFAULT_LIMIT, 1, MAX_LIMIT);
    Optional<BatchManifest> after =
        request.query().text("after").map(id -> OneBatch.find(desk, request, id).batch());
    return () -> {
      Batches.Page page = desk.page(request.subject(), after, limit);
      List<BatchBody> data =
          page.batches().stream().map(desk::standing).map(BatchBodies::of).toList();
      Optional<String> next =
          page.hasMore() ? Optional.of(data.getLast().id()) : Optional.<String>empty();
      return Answer.ok(
          new BatchBody.Page(
              "list",
              data,
              page.hasMore(),
              next,
              data.stream().findFirst().map(BatchBody::id),
              data.isEmpty() ? Optional.empty() : Optional.of(data.getLast().id())));
    };
  }
}
