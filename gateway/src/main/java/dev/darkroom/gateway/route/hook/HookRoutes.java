package dev.darkroom.gateway.route.hook;

import dev.darkroom.gateway.body.WebhookBody;
import dev.darkroom.gateway.hook.HookDesk;
import dev.darkroom.gateway.http.Request;
import dev.darkroom.gateway.http.Route;
import dev.darkroom.gateway.problem.Problem;
import dev.darkroom.gateway.problem.ProblemCode;
import dev.darkroom.gateway.request.Fields;
import dev.darkroom.storage.hook.Webhook;
import java.util.List;
import java.util.Optional;

/** Every route of webhooks. */
public final class HookRoutes {

  private HookRoutes() {}

  public static List<Route> of(HookDesk desk) {
    return List.of(
        new CreateWebhook(desk),
        new ListWebhooks(desk),
        OneWebhook.get(desk),
        OneWebhook.change(desk),
        OneWebhook.rotate(desk),
        OneWebhook.delete(desk),
        new TestWebhook(desk),
        new ListDeliveries(desk),
        new ReplayDelivery(desk));
  }

  /**
   * The webhook that the path names, for its own tenant only.
   *
   * @throws dev.darkroom.gateway.problem.ProblemException WEBHOOK_NOT_FOUND
   */
  static HookDesk.Shown find(HookDesk desk, Request request) {
    String id = request.path("id");
    return Optional.of(id)
        .filter(Webhook::validId)
        .flatMap(valid -> desk.find(request.subject(), valid))
        .orElseThrow(() ->
            Problem.of(
                    ProblemCode.WEBHOOK_NOT_FOUND,
                    "id",
                    "there is no webhook '%s': GET /v1/webhooks lists those there are"
                        .formatted(Fields.clip(id)))
                .exception());
  }

  static WebhookBody body(HookDesk.Shown shown) {
    return WebhookBody.of(shown.hook(), shown.closed(), Optional.empty());
  }

  static WebhookBody body(HookDesk.Issued issued) {
    return WebhookBody.of(
        issued.hook().hook(), issued.hook().closed(), Optional.of(issued.secret()));
  }
}
