package dev.darkroom.scheduler.core.state;

import dev.darkroom.job.id.PoolId;
import dev.darkroom.job.id.TenantId;
import dev.darkroom.job.tenant.KeyRecord;
import dev.darkroom.job.tenant.KeyUsageRecord;
import dev.darkroom.job.tenant.TenantRecord;

/**
 * What is known of tenants beside their jobs, and of pools that need not be there.
 *
 * @param tenants those of whom an operator has said something
 * @param keys that were given out, by id; on their own partition alone
 * @param keyUsage what keys with a budget have had of this partition's workers, by their ids
 * @param homes the partitions that names of pools belong to; on the registrar's alone
 */
public record Accounts(
    SortedTree<TenantId, TenantRecord> tenants,
    SortedTree<String, KeyRecord> keys,
    SortedTree<String, KeyUsageRecord> keyUsage,
    SortedTree<PoolId, Integer> homes) {
  static final Accounts EMPTY =
      new Accounts(SortedTree.empty(), SortedTree.empty(), SortedTree.empty(), SortedTree.empty());

  TenantRecord tenant(TenantId id) {
    return tenants.get(id).orElseGet(() -> TenantRecord.unspoken(id));
  }

  Accounts with(TenantRecord tenant) {
    return new Accounts(tenants.with(tenant.id(), tenant), keys, keyUsage, homes);
  }

  Accounts without(TenantId tenant) {
    return new Accounts(tenants.without(tenant), keys, keyUsage, homes);
  }

  Accounts with(KeyRecord key) {
    return new Accounts(tenants, keys.with(key.id(), key), keyUsage, homes);
  }

  Accounts withoutKey(String id) {
    return new Accounts(tenants, keys.without(id), keyUsage, homes);
  }

  Accounts with(KeyUsageRecord usage) {
    return new Accounts(tenants, keys, keyUsage.with(usage.key(), usage), homes);
  }

  Accounts withoutKeyUsage(String key) {
    return new Accounts(tenants, keys, keyUsage.without(key), homes);
  }

  Accounts with(PoolId name, int home) {
    return new Accounts(tenants, keys, keyUsage, homes.with(name, home));
  }
}
