package dev.darkroom.gateway.route.hook;

import dev.darkroom.gateway.body.DeliveryBody;
import dev.darkroom.gateway.body.ListBody;
import dev.darkroom.gateway.hook.HookDesk;
import dev.darkroom.gateway.http.Answer;
import dev.darkroom.gateway.http.Request;
import dev.darkroom.gateway.http.Route;
import dev.darkroom.storage.hook.Delivery;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** {@code GET /v1/webhooks/{id}/deliveries}: the delivery log, the newest first. */
final class ListDeliveries implements Route {
  private static final int DEFAULT_LIMIT = 20;
  private static final int MAX_LIMIT = 100;
  private static final List<String> STATUSES = List.of("pending", "delivered", "failed");

  private final HookDesk desk;

  ListDeliveries(HookDesk desk) {
    this.desk = desk;
  }

  @Override
  public String operationId() {
    return "listDeliveries";
  }

  @Override
  public Action read(Request request) {
    HookDesk.Shown shown = HookRoutes.find(desk, request);
    int limit = request.query().integer("limit", DEFAULT_LIMIT, 1, MAX_LIMIT);
    Optional<String> status = request.query().choice("status", STATUSES);
    Optional<String> type = request.query().text("event");
    Optional<String> after = request.query().text("after");
    Predicate<Delivery> wanted =
        delivery ->
            status.map(DeliveryBody.status(delivery)::equals).orElse(true)
                && type.map(delivery.type()::equals).orElse(true);
    return () -> {
      HookDesk.Deliveries page = desk.deliveries(shown.hook(), wanted, after, limit);
      List<DeliveryBody> data = page.deliveries().stream().map(DeliveryBody::of).toList();
      Optional<String> next =
          page.hasMore() ? Optional.of(data.getLast().id()) : Optional.<String>empty();
      return Answer.ok(new ListBody<>("list", data, page.hasMore(), next));
    };
  }
}
