package dev.darkroom.gateway.route.access;

import dev.darkroom.gateway.body.TenantBody;
import dev.darkroom.gateway.command.Tenants;
import dev.darkroom.gateway.http.Answer;
import dev.darkroom.gateway.http.Request;
import dev.darkroom.gateway.http.Route;
import dev.darkroom.gateway.problem.Problem;
import dev.darkroom.gateway.problem.ProblemCode;
import dev.darkroom.gateway.request.JsonText;
import dev.darkroom.gateway.request.TenantRequest;
import dev.darkroom.gateway.view.TenantView;
import dev.darkroom.job.id.TenantId;
import dev.darkroom.job.tenant.TenantRecord;

/** {@code GET} and {@code PUT /v1/tenants/{id}}. */
final class OneTenant implements Route {
  private final String operationId;
  private final Reading reading;

  /** How a request becomes an action. */
  private interface Reading {
    Action of(Request request);
  }

  private OneTenant(String operationId, Reading reading) {
    this.operationId = operationId;
    this.reading = reading;
  }

  static Route get(TenantView view) {
    return new OneTenant(
        "getTenant",
        request -> {
          TenantRecord tenant = find(view, request.path("id"));
          return () -> Answer.ok(TenantBody.of(tenant));
        });
  }

  static Route set(Tenants tenants) {
    return new OneTenant(
        "setTenant",
        request -> {
          TenantRecord said =
              TenantRequest.read(request.path("id"), JsonText.object(request.body().getBytes()));
          return () -> {
            tenants.set(said);
            return Answer.ok(TenantBody.of(said));
          };
        });
  }

  @Override
  public String operationId() {
    return operationId;
  }

  @Override
  public Action read(Request request) {
    return reading.of(request);
  }

  /** A tenant of whom nothing was said is one all the same, and has no limits. */
  private static TenantRecord find(TenantView view, String id) {
    try {
      TenantId tenant = TenantId.of(id);
      return view.find(tenant).orElseGet(() -> TenantRecord.unspoken(tenant));
    } catch (IllegalArgumentException e) {
      throw Problem.of(ProblemCode.TENANT_NOT_FOUND, "id", String.valueOf(e.getMessage()))
          .exception();
    }
  }
}
