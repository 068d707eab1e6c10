package dev.darkroom.gateway.view;

import dev.darkroom.job.id.PoolId;
import dev.darkroom.job.id.TenantId;
import dev.darkroom.job.tenant.TenantRecord;
import dev.darkroom.job.tenant.UsageRecord;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;

/** What operators have said of tenants, and what these have had of pools, as the log has it. */
public final class TenantView {
  private final Map<TenantId, TenantRecord> tenants = new ConcurrentSkipListMap<>();
  private final Map<Key, UsageRecord> usage = new ConcurrentHashMap<>();

  private record Key(TenantId tenant, PoolId pool) {}

  /** What has been said of a tenant, if anything has. */
  public Optional<TenantRecord> find(TenantId id) {
    return Optional.ofNullable(tenants.get(id));
  }

  /** All of them, by name. */
  public Collection<TenantRecord> all() {
    return List.copyOf(tenants.values());
  }

  /** Worker time of the tenant's runs in a pool that ended in the window that began then. */
  public double secondsSince(TenantId tenant, PoolId pool, Instant window) {
    return Optional.ofNullable(usage.get(new Key(tenant, pool)))
        .filter(record -> record.windowFrom().equals(window))
        .map(UsageRecord::windowSeconds)
        .orElse(0.0);
  }

  void put(UsageRecord record) {
    usage.put(new Key(record.tenant(), record.pool()), record);
  }

  /** The log has forgotten what a tenant has had of a pool. */
  void forgetUsage(TenantId tenant, PoolId pool) {
    usage.remove(new Key(tenant, pool));
  }

  void put(TenantRecord tenant) {
    tenants.put(tenant.id(), tenant);
  }

  void forget(TenantId id) {
    tenants.remove(id);
  }
}
