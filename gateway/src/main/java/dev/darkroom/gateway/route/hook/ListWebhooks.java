package dev.darkroom.gateway.route.hook;

import dev.darkroom.gateway.body.ListBody;
import dev.darkroom.gateway.hook.HookDesk;
import dev.darkroom.gateway.http.Answer;
import dev.darkroom.gateway.http.Request;
import dev.darkroom.gateway.http.Route;

/** {@code GET /v1/webhooks}: the tenant's webhooks. */
final class ListWebhooks implements Route {
  private final HookDesk desk;

  ListWebhooks(HookDesk desk) {
    this.desk = desk;
  }

  @Override
  public String operationId() {
    return "listWebhooks";
  }

  @Override
  public Action read(Request request) {
    return () ->
        Answer.ok(
            ListBody.all(desk.all(request.subject()).stream().map(HookRoutes::body).toList()));
  }
}
