package dev.darkroom.gateway.route.hook;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.darkroom.gateway.hook.HookDesk;
import dev.darkroom.gateway.http.Answer;
import dev.darkroom.gateway.http.Request;
import dev.darkroom.gateway.http.Route;
import dev.darkroom.gateway.request.HookRequest;
import dev.darkroom.gateway.request.JsonText;
import dev.darkroom.storage.hook.Webhook;
import java.time.Duration;
import java.util.function.BiFunction;

/** What is done with one webhook: {@code /v1/webhooks/{id}} and {@code /rotate}. */
final class OneWebhook implements Route {
  private final String operationId;
  private final HookDesk desk;
  private final BiFunction<Request, HookDesk.Shown, Action> deed;

  private OneWebhook(
      String operationId, HookDesk desk, BiFunction<Request, HookDesk.Shown, Action> deed) {
    this.operationId = operationId;
    this.desk = desk;
    this.deed = deed;
  }

  static Route get(HookDesk desk) {
    return new OneWebhook(
        "getWebhook", desk, (_, shown) -> () -> Answer.ok(HookRoutes.body(shown)));
  }

  static Route change(HookDesk desk) {
    return new OneWebhook(
        "changeWebhook",
        desk,
        (request, shown) -> {
          HookRequest wanted = HookRequest.change(json(request));
          return () -> Answer.ok(HookRoutes.body(desk.change(shown.hook(), wanted)));
        });
  }

  static Route rotate(HookDesk desk) {
    return new OneWebhook(
        "rotateWebhook",
        desk,
        (request, shown) -> {
          Duration grace = HookRequest.grace(json(request));
          return () -> Answer.ok(HookRoutes.body(desk.rotate(shown.hook(), grace)));
        });
  }

  static Route delete(HookDesk desk) {
    return new OneWebhook(
        "deleteWebhook",
        desk,
        (_, shown) ->
            () -> {
              Webhook hook = shown.hook();
              desk.delete(hook);
              return Answer.noContent();
            });
  }

  @Override
  public String operationId() {
    return operationId;
  }

  @Override
  public Action read(Request request) {
    return deed.apply(request, HookRoutes.find(desk, request));
  }

  private static ObjectNode json(Request request) {
    return JsonText.object(request.body().getBytes());
  }
}
