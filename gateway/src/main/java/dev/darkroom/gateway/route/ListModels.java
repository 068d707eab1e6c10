package dev.darkroom.gateway.route;

import dev.darkroom.gateway.body.ListBody;
import dev.darkroom.gateway.body.ModelBody;
import dev.darkroom.gateway.http.Answer;
import dev.darkroom.gateway.http.Request;
import dev.darkroom.gateway.http.Route;
import dev.darkroom.gateway.model.ModelCatalog;

/** {@code GET /v1/models}: the newest version of every model. */
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
    return () -> Answer.ok(ListBody.all(models.list().stream().map(ModelBody::of).toList()));
  }
}
