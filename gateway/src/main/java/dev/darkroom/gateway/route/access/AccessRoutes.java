package dev.darkroom.gateway.route.access;

import dev.darkroom.gateway.http.Route;
import dev.darkroom.gateway.route.Eyes;
import dev.darkroom.gateway.route.Hands;
import dev.darkroom.gateway.view.FarmView;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;

/** Every route of keys and tenants: who may do what, how much of it, and who did. */
public final class AccessRoutes {
  private AccessRoutes() {}

  public static List<Route> of(Eyes eyes, Hands hands, Set<String> scopes) {
    FarmView view = eyes.view();
    InstantSource clock = eyes.bodies().clock();
    return List.of(
        new CreateKey(hands.keys(), hands.budgets(), scopes, clock),
        new ListKeys(view.keys(), hands.budgets()),
        new RevokeKey(hands.keys()),
        new ListTenants(view.tenants()),
        OneTenant.get(view.tenants()),
        OneTenant.set(hands.tenants()),
        new GetQuota(view, hands.budgets(), clock),
        new ListAudit(hands.audit()));
  }
}
