package dev.darkroom.gateway.route.access;

import dev.darkroom.gateway.body.KeyBody;
import dev.darkroom.gateway.body.ListBody;
import dev.darkroom.gateway.command.KeyBudgets;
import dev.darkroom.gateway.http.Answer;
import dev.darkroom.gateway.http.Request;
import dev.darkroom.gateway.http.Route;
import dev.darkroom.gateway.view.KeyView;
import java.util.Optional;

/** {@code GET /v1/keys}: the keys that were given out and not revoked. */
final class ListKeys implements Route {
  private final KeyView keys;
  private final KeyBudgets budgets;

  ListKeys(KeyView keys, KeyBudgets budgets) {
    this.keys = keys;
    this.budgets = budgets;
  }

  @Override
  public String operationId() {
    return "listKeys";
  }

  @Override
  public Action read(Request request) {
    Optional<String> tenant = request.query().text("tenant");
    return () ->
        Answer.ok(
            ListBody.all(
                keys.all().stream()
                    .filter(key -> tenant.map(key.tenant().value()::equals).orElse(true))
                    .map(key -> KeyBody.of(key, budgets, keys.lastUsed(key.id())))
                    .toList()));
  }
}
