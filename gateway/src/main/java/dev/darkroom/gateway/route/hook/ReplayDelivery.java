package dev.darkroom.gateway.route.hook;

import dev.darkroom.gateway.body.DeliveryBody;
import dev.darkroom.gateway.hook.HookDesk;
import dev.darkroom.gateway.http.Answer;
import dev.darkroom.gateway.http.Request;
import dev.darkroom.gateway.http.Route;
import dev.darkroom.gateway.problem.Problem;
import dev.darkroom.gateway.problem.ProblemCode;
import dev.darkroom.gateway.request.Fields;
import dev.darkroom.gateway.request.HookRequest;
import dev.darkroom.gateway.request.JsonText;
import dev.darkroom.storage.hook.Delivery;
import java.util.Optional;

/** {@code POST /v1/webhooks/{id}/replay}: sends a delivery again, under its id. */
final class ReplayDelivery implements Route {
  private final HookDesk desk;

  ReplayDelivery(HookDesk desk) {
    this.desk = desk;
  }

  @Override
  public String operationId() {
    return "replayDelivery";
  }

  @Override
  public Action read(Request request) {
    HookDesk.Shown shown = HookRoutes.find(desk, request);
    String id = HookRequest.delivery(JsonText.object(request.body().getBytes()));
    Delivery delivery =
        Optional.of(id)
            .filter(Delivery::validId)
            .flatMap(valid -> desk.delivery(shown.hook(), valid))
            .orElseThrow(() ->
                Problem.of(
                        ProblemCode.DELIVERY_NOT_FOUND,
                        "delivery",
                        "there is no delivery '%s': GET /v1/webhooks/%s/deliveries lists those"
                                .formatted(Fields.clip(id), shown.hook().id())
                            + " that are remembered")
                    .exception());
    return () -> {
      desk.replay(shown.hook(), delivery);
      return Answer.json(202, DeliveryBody.of(delivery));
    };
  }
}
