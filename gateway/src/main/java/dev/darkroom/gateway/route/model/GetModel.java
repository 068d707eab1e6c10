package dev.darkroom.gateway.route.model;

import dev.darkroom.gateway.body.ModelBody;
import dev.darkroom.gateway.http.Answer;
import dev.darkroom.gateway.http.Request;
import dev.darkroom.gateway.http.Route;
import dev.darkroom.gateway.model.ModelCatalog;
import dev.darkroom.gateway.model.TunedName;
import dev.darkroom.gateway.problem.Problem;
import dev.darkroom.gateway.problem.ProblemCode;
import dev.darkroom.gateway.request.Fields;
import dev.darkroom.job.id.JobId;
import dev.darkroom.job.id.ModelRef;
import dev.darkroom.job.id.TenantId;
import dev.darkroom.storage.StorageException;
import dev.darkroom.storage.object.ModelManifest;
import java.util.function.Supplier;

/** {@code GET /v1/models/{name}}: one model, or one version of it. */
final class GetModel implements Route {
  private final ModelCatalog models;

  GetModel(ModelCatalog models) {
    this.models = models;
  }

  @Override
  public String operationId() {
    return "getModel";
  }

  @Override
  public Action read(Request request) {
    String name = request.path("name");
    if (TunedName.hasForm(name)) {
      ModelManifest made = made(name, request.tenant());
      return () -> Answer.ok(ModelBody.tuned(made, models.isShared(made)));
    }
    ModelManifest model = find(models, name, request.tenant());
    return () -> Answer.ok(ModelBody.of(model, models.isShared(model)));
  }

  private ModelManifest made(String name, TenantId tenant) {
    JobId job = TunedName.job(name).orElseThrow(() -> notFound(name));
    return found(name, () -> models.madeBy(tenant, job));
  }

  /**
   * The model of a path's name, where the tenant may use it; may block.
   *
   * @throws dev.darkroom.gateway.problem.ProblemException MODEL_NOT_FOUND
   */
  static ModelManifest find(ModelCatalog models, String name, TenantId tenant) {
    return found(name, () -> models.resolve(ModelRef.parse(name), tenant));
  }

  private static ModelManifest found(String name, Supplier<ModelManifest> look) {
    try {
      return look.get();
    } catch (IllegalArgumentException _) {
      throw notFound(name);
    } catch (StorageException e) {
      throw e.code() == StorageException.Code.NOT_FOUND ? notFound(name) : e;
    }
  }

  static RuntimeException notFound(String name) {
    return Problem.of(
            ProblemCode.MODEL_NOT_FOUND,
            "name",
            "there is no model '" + Fields.clip(name) + "': GET /v1/models lists those there are")
        .exception();
  }
}
