package dev.darkroom.gateway.hook;

import dev.darkroom.job.id.TenantId;
import dev.darkroom.storage.hook.Delivery;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The requests that are under way, and room for more: so many of one webhook, of one tenant, and in
 * all, that one that hangs takes nobody else's place. For one thread.
 */
final class Flights {
  private final HookSettings.Limits limits;
  private final Map<String, Delivery> under = new HashMap<>();
  private final Map<String, Integer> ofHook = new HashMap<>();
  private final Map<TenantId, Integer> ofTenant = new HashMap<>();

  Flights(HookSettings.Limits limits) {
    this.limits = limits;
  }

  /** Takes a place for a delivery, if it has none and there is one. */
  boolean start(Delivery delivery) {
    boolean room =
        under.size() < limits.total()
            && ofHook.getOrDefault(delivery.hook(), 0) < limits.perHook()
            && ofTenant.getOrDefault(delivery.tenant(), 0) < limits.perTenant();
    if (!room || under.containsKey(delivery.id())) {
      return false;
    }
    under.put(delivery.id(), delivery);
    ofHook.merge(delivery.hook(), 1, Integer::sum);
    ofTenant.merge(delivery.tenant(), 1, Integer::sum);
    return true;
  }

  /** Gives a delivery's place back, if it has one. */
  void end(String id) {
    @Nullable Delivery delivery = under.remove(id);
    if (delivery == null) {
      return;
    }
    ofHook.computeIfPresent(delivery.hook(), (_, count) -> count == 1 ? null : count - 1);
    ofTenant.computeIfPresent(delivery.tenant(), (_, count) -> count == 1 ? null : count - 1);
  }

  int count() {
    return under.size();
  }
}
