package dev.darkroom.gateway.route.model;

import dev.darkroom.gateway.body.ModelBody;
import dev.darkroom.gateway.http.Answer;
import dev.darkroom.gateway.http.Request;
import dev.darkroom.gateway.http.Route;
import dev.darkroom.gateway.model.ModelCatalog;
import dev.darkroom.gateway.request.JsonText;
import dev.darkroom.gateway.request.ModelRequest;
import dev.darkroom.storage.object.ModelManifest;

/** {@code PATCH /v1/models/{name}}: who may use a model that the tenant's jobs made. */
final class DescribeModel implements Route {
  private final ModelCatalog models;

  DescribeModel(ModelCatalog models) {
    this.models = models;
  }

  @Override
  public String operationId() {
    return "describeModel";
  }

  @Override
  public Action read(Request request) {
    String name = request.path("name");
    ModelManifest model = GetModel.find(models, name, request.tenant());
    if (model.origin().filter(of -> of.tenant().equals(request.tenant())).isEmpty()) {
      throw GetModel.notFound(name);
    }
    boolean shared = ModelRequest.shared(JsonText.object(request.body().getBytes()));
    return () -> {
      models.share(model, request.tenant(), shared);
      return Answer.ok(ModelBody.of(model, shared));
    };
  }
}
