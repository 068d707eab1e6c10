package dev.darkroom.scheduler.core;

import dev.darkroom.job.KeyRecord;
import dev.darkroom.job.TenantId;
import dev.darkroom.job.TenantRecord;

/**
 * What is known of tenants beside their jobs.
 *
 * @param tenants those of whom an operator has said something
 * @param keys that were given out, by id; on their own partition alone
 */
public record Accounts(
    SortedTree<TenantId, TenantRecord> tenants, SortedTree<String, KeyRecord> keys) {
  static final Accounts EMPTY = new Accounts(SortedTree.empty(), SortedTree.empty());

  TenantRecord tenant(TenantId id) {
    return tenants.get(id).orElseGet(() -> TenantRecord.unspoken(id));
  }

  Accounts with(TenantRecord tenant) {
    return new Accounts(tenants.with(tenant.id(), tenant), keys);
  }

  Accounts without(TenantId tenant) {
    return new Accounts(tenants.without(tenant), keys);
  }

  Accounts with(KeyRecord key) {
    return new Accounts(tenants, keys.with(key.id(), key));
  }

  Accounts withoutKey(String id) {
    return new Accounts(tenants, keys.without(id));
  }
}
