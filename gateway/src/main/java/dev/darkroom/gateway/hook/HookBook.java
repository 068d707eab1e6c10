package dev.darkroom.gateway.hook;

import dev.darkroom.job.id.TenantId;
import dev.darkroom.storage.hook.Delivery;
import dev.darkroom.storage.hook.HookEntry;
import dev.darkroom.storage.hook.Webhook;
import dev.darkroom.storage.log.HookChange;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * All that the hooks topic says, with what this gateway has just written laid over it. Safe for use
 * by many threads; each call is short.
 */
final class HookBook {
  private final Map<TenantId, Map<String, Webhook>> tenants = new HashMap<>();
  private final Map<String, Webhook> hooks = new HashMap<>();
  private final Map<String, HookEntry.Closed> closed = new HashMap<>();
  private final Map<String, Held> deliveries = new HashMap<>();
  private final Map<String, Shelf> shelves = new HashMap<>();
  private final Map<String, HookChange> inbox = new LinkedHashMap<>();

  /** Deliveries that this gateway has let go, until the log shows that they are gone. */
  private final Set<String> gone = new HashSet<>();

  /** A delivery and where it stands. */
  record Held(int partition, Delivery delivery) {}

  /** What the log has shown, in the order of its partition. */
  synchronized void read(HookChange change) {
    take(change);
    if (change.entry().isEmpty()) {
      gone.remove(change.key());
    }
  }

  /** What this gateway has written, before the log shows it. */
  synchronized void written(HookChange change) {
    take(change);
    if (change.entry().isEmpty() && change.key().startsWith(HookEntry.deliveryKey(""))) {
      gone.add(change.key());
    }
  }

  /** Whether there is any webhook at all. */
  synchronized boolean hasHooks() {
    return !hooks.isEmpty();
  }

  synchronized Optional<Webhook> find(String hook) {
    return Optional.ofNullable(hooks.get(hook));
  }

  /** A tenant's webhooks, by their ids. */
  synchronized List<Webhook> of(TenantId tenant) {
    return List.copyOf(tenants.getOrDefault(tenant, Map.of()).values());
  }

  /** Why and when a webhook was closed, if it is. */
  synchronized Optional<HookEntry.Closed> closed(Webhook hook) {
    return Optional.ofNullable(closed.get(hook.id()))
        .filter(end -> end.generation() == hook.generation());
  }

  /** Whether a webhook is told anything. */
  synchronized boolean works(Webhook hook) {
    return hook.enabled() && closed(hook).isEmpty();
  }

  synchronized Optional<Held> delivery(String id) {
    return Optional.ofNullable(deliveries.get(id));
  }

  /**
   * A webhook's deliveries, the newest first.
   *
   * @param after only those that come after this one, where it is there
   */
  synchronized List<Held> page(
      String hook, Predicate<Delivery> wanted, Optional<Held> after, int limit) {
    return shelf(hook).map(shelf -> shelf.page(wanted, after, limit)).orElse(List.of());
  }

  /** Ended deliveries on a partition that nobody needs: see {@link Shelf#surplus}. */
  synchronized List<Held> surplus(String hook, int partition, int kept, Instant before) {
    return shelf(hook).map(shelf -> shelf.surplus(partition, kept, before)).orElse(List.of());
  }

  /** How many of a webhook's deliveries ended for this reason since one was taken. */
  synchronized int vain(String hook, String reason) {
    return shelf(hook).map(shelf -> shelf.vain(reason)).orElse(0);
  }

  /** How many of a webhook's deliveries wait on a partition. */
  synchronized int pending(String hook, int partition) {
    return shelf(hook).map(shelf -> shelf.waiting(partition)).orElse(0);
  }

  /** The ids of webhooks that have deliveries. */
  synchronized List<String> busy() {
    return List.copyOf(shelves.keySet());
  }

  /** What waits longest of a webhook's deliveries on these partitions, the next due first. */
  synchronized List<Held> next(String hook, Collection<Integer> partitions, int count) {
    return shelf(hook).map(shelf -> shelf.next(partitions, count)).orElse(List.of());
  }

  /** What was asked of these partitions and is not done yet. */
  synchronized List<HookChange> inbox(Collection<Integer> partitions) {
    return inbox.values().stream().filter(c -> partitions.contains(c.partition())).toList();
  }

  private Optional<Shelf> shelf(String hook) {
    return Optional.ofNullable(shelves.get(hook));
  }

  private void take(HookChange change) {
    if (change.entry().isEmpty()) {
      forget(change.key());
      return;
    }
    switch (change.entry().get()) {
      case HookEntry.Registered entry -> {
        hooks.put(entry.hook().id(), entry.hook());
        tenants
            .computeIfAbsent(entry.hook().tenant(), _ -> new TreeMap<>())
            .put(entry.hook().id(), entry.hook());
      }
      case HookEntry.Closed entry -> closed.put(entry.hook(), entry);
      case HookEntry.Sending entry -> put(new Held(change.partition(), entry.delivery()));
      case HookEntry.Told _, HookEntry.Again _ -> inbox.put(change.key(), change);
    }
  }

  private void put(Held held) {
    Delivery delivery = held.delivery();
    @Nullable Held known = deliveries.get(delivery.id());
    boolean older = known != null && known.delivery().version() >= delivery.version();
    if (older || gone.contains(HookEntry.deliveryKey(delivery.id()))) {
      return;
    }
    Shelf shelf = shelves.computeIfAbsent(delivery.hook(), _ -> new Shelf());
    if (known != null) {
      shelf.remove(known);
    }
    deliveries.put(delivery.id(), held);
    shelf.put(held);
  }

  private void forget(String key) {
    String name = key.substring(key.indexOf('/') + 1);
    if (key.equals(HookEntry.hookKey(name))) {
      @Nullable Webhook hook = hooks.remove(name);
      if (hook != null) {
        tenants.getOrDefault(hook.tenant(), new HashMap<>()).remove(name);
      }
    } else if (key.equals(HookEntry.closedKey(name))) {
      closed.remove(name);
    } else if (key.equals(HookEntry.deliveryKey(name))) {
      @Nullable Held held = deliveries.remove(name);
      if (held != null) {
        drop(held);
      }
    } else {
      inbox.remove(key);
    }
  }

  private void drop(Held held) {
    String hook = held.delivery().hook();
    @Nullable Shelf shelf = shelves.get(hook);
    if (shelf != null) {
      shelf.remove(held);
      if (shelf.isEmpty()) {
        shelves.remove(hook);
      }
    }
  }
}
