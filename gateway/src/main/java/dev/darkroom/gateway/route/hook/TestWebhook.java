package dev.darkroom.gateway.route.hook;

import dev.darkroom.gateway.hook.HookDesk;
import dev.darkroom.gateway.http.Answer;
import dev.darkroom.gateway.http.Request;
import dev.darkroom.gateway.http.Route;
import java.util.Map;

/** {@code POST /v1/webhooks/{id}/test}: has a webhook told that this is a test. */
final class TestWebhook implements Route {
  private final HookDesk desk;

  TestWebhook(HookDesk desk) {
    this.desk = desk;
  }

  @Override
  public String operationId() {
    return "testWebhook";
  }

  @Override
  public Action read(Request request) {
    HookDesk.Shown shown = HookRoutes.find(desk, request);
    return () -> Answer.json(202, Map.of("delivery", desk.test(shown.hook())));
  }
}
