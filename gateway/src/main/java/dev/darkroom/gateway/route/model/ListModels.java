package dev.darkroom.gateway.route.model;

import dev.darkroom.gateway.body.ListBody;
import dev.darkroom.gateway.body.ModelBody;
import dev.darkroom.gateway.http.Answer;
import dev.darkroom.gateway.http.Request;
import dev.darkroom.gateway.http.Route;
import dev.darkroom.gateway.model.ModelCatalog;
import dev.darkroom.job.id.TenantId;
import java.util.stream.Stream;

/**
 * {@code GET /v1/models}: the newest version of every model that the tenant may use, and again, by
 * the jobs that made them, those that its own jobs made.
 */
final class ListModels implements Route {
  private final ModelCatalog models;

  ListModels(ModelCatalog models) {
    this.models = models;
  }

  @Override
  public String operationId() {
    return "listModels";
  }

  @Override
  public Action read(Request request) {
    TenantId tenant = request.tenant();
    return () -> {
      Stream<ModelBody> named =
          models.list(tenant).stream().map(model -> ModelBody.of(model, models.isShared(model)));
      Stream<ModelBody> tuned =
          models.madeFor(tenant).stream()
              .map(model -> ModelBody.tuned(model, models.isShared(model)));
      return Answer.ok(ListBody.all(Stream.concat(named, tuned).toList()));
    };
  }
}
