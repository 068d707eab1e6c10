package dev.darkroom.gateway.route.hook;

import dev.darkroom.gateway.hook.HookDesk;
import dev.darkroom.gateway.http.Answer;
import dev.darkroom.gateway.http.Request;
import dev.darkroom.gateway.http.Route;
import dev.darkroom.gateway.request.HookRequest;
import dev.darkroom.gateway.request.JsonText;

/** {@code POST /v1/webhooks}: a new webhook; its secret is told this once. */
final class CreateWebhook implements Route {
  private final HookDesk desk;

  CreateWebhook(HookDesk desk) {
    this.desk = desk;
  }

  @Override
  public String operationId() {
    return "createWebhook";
  }

  @Override
  public Action read(Request request) {
    HookRequest wanted = HookRequest.create(JsonText.object(request.body().getBytes()));
    return () -> {
      HookDesk.Issued issued = desk.create(request.tenant(), wanted);
      return Answer.json(201, HookRoutes.body(issued))
          .with("Location", "/v1/webhooks/" + issued.hook().hook().id());
    };
  }
}
