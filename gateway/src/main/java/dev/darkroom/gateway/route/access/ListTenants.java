package dev.darkroom.gateway.route.access;

import dev.darkroom.gateway.body.ListBody;
import dev.darkroom.gateway.body.TenantBody;
import dev.darkroom.gateway.http.Answer;
import dev.darkroom.gateway.http.Request;
import dev.darkroom.gateway.http.Route;
import dev.darkroom.gateway.view.TenantView;

/** {@code GET /v1/tenants}: those of whom something was said. */
final class ListTenants implements Route {
  private final TenantView tenants;

  ListTenants(TenantView tenants) {
    this.tenants = tenants;
  }

  @Override
  public String operationId() {
    return "listTenants";
  }

  @Override
  public Action read(Request request) {
    return () -> Answer.ok(ListBody.all(tenants.all().stream().map(TenantBody::of).toList()));
  }
}
