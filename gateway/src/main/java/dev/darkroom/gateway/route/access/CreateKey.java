package dev.darkroom.gateway.route.access;

import dev.darkroom.gateway.body.KeyBody;
import dev.darkroom.gateway.command.KeyBudgets;
import dev.darkroom.gateway.command.Keys;
import dev.darkroom.gateway.http.Answer;
import dev.darkroom.gateway.http.Request;
import dev.darkroom.gateway.http.Route;
import dev.darkroom.gateway.request.JsonText;
import dev.darkroom.gateway.request.KeyRequest;
import java.time.InstantSource;
import java.util.Set;

/** {@code POST /v1/keys}: a new key, shown this once. */
final class CreateKey implements Route {
  private final Keys keys;
  private final KeyBudgets budgets;
  private final Set<String> scopes;
  private final InstantSource clock;

  /**
   * @param scopes those there are
   */
  CreateKey(Keys keys, KeyBudgets budgets, Set<String> scopes, InstantSource clock) {
    this.keys = keys;
    this.budgets = budgets;
    this.scopes = scopes;
    this.clock = clock;
  }

  @Override
  public String operationId() {
    return "createKey";
  }

  @Override
  public Action read(Request request) {
    KeyRequest wanted =
        KeyRequest.read(JsonText.object(request.body().getBytes()), scopes, clock.instant());
    return () -> {
      Keys.Issued issued = keys.create(wanted.tenant(), wanted.role(), wanted.terms());
      return Answer.json(201, KeyBody.made(issued.record(), budgets, issued.key()));
    };
  }
}
