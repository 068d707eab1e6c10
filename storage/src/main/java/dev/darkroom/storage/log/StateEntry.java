package dev.darkroom.storage.log;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.darkroom.job.CostRecord;
import dev.darkroom.job.JobRecord;
import dev.darkroom.job.id.JobId;
import dev.darkroom.job.id.PoolId;
import dev.darkroom.job.id.TenantId;
import dev.darkroom.job.pool.PoolRecord;
import dev.darkroom.job.pool.ScaleRecord;
import dev.darkroom.job.tenant.KeyRecord;
import dev.darkroom.job.tenant.KeyUsageRecord;
import dev.darkroom.job.tenant.TenantRecord;
import dev.darkroom.job.tenant.UsageRecord;
import dev.darkroom.job.worker.WorkerRecord;

/**
 * The whole latest state of one thing: what a record of the state topic holds. Its key names the
 * thing; a record without a value says that the thing is forgotten.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "entry")
@JsonSubTypes({
  @JsonSubTypes.Type(value = StateEntry.JobEntry.class, name = "job"),
  @JsonSubTypes.Type(value = StateEntry.WorkerEntry.class, name = "worker"),
  @JsonSubTypes.Type(value = StateEntry.PoolEntry.class, name = "pool"),
  @JsonSubTypes.Type(value = StateEntry.PoolNameEntry.class, name = "pool_name"),
  @JsonSubTypes.Type(value = StateEntry.TenantEntry.class, name = "tenant"),
  @JsonSubTypes.Type(value = StateEntry.KeyEntry.class, name = "key"),
  @JsonSubTypes.Type(value = StateEntry.KeyUsageEntry.class, name = "key_usage"),
  @JsonSubTypes.Type(value = StateEntry.CostEntry.class, name = "cost"),
  @JsonSubTypes.Type(value = StateEntry.ScaleEntry.class, name = "scale"),
  @JsonSubTypes.Type(value = StateEntry.UsageEntry.class, name = "usage")
})
public sealed interface StateEntry {

  /** The record's key. */
  @JsonIgnore
  String key();

  record JobEntry(JobRecord job) implements StateEntry {
    @Override
    public String key() {
      return jobKey(job.header().id());
    }
  }

  record WorkerEntry(WorkerRecord worker) implements StateEntry {
    @Override
    public String key() {
      return workerKey(worker.id().name());
    }
  }

  record PoolEntry(PoolRecord pool) implements StateEntry {
    @Override
    public String key() {
      return poolKey(pool.id());
    }
  }

  /** On every partition: each decides by its own copy. */
  record TenantEntry(TenantRecord tenant) implements StateEntry {
    @Override
    public String key() {
      return tenantKey(tenant.id());
    }
  }

  record CostEntry(CostRecord cost) implements StateEntry {
    @Override
    public String key() {
      return costKey(cost);
    }
  }

  record ScaleEntry(ScaleRecord scale) implements StateEntry {
    @Override
    public String key() {
      return scaleKey(scale.pool());
    }
  }

  /** On partition {@link KeyRecord#PARTITION} alone. */
  record KeyEntry(KeyRecord record) implements StateEntry {
    @Override
    public String key() {
      return keyKey(record.id());
    }
  }

  /** On each partition where the key's jobs have run: all of them together are what it has had. */
  record KeyUsageEntry(KeyUsageRecord usage) implements StateEntry {
    @Override
    public String key() {
      return keyUsageKey(usage);
    }
  }

  record UsageEntry(UsageRecord usage) implements StateEntry {
    @Override
    public String key() {
      return usageKey(usage.pool(), usage.tenant());
    }
  }

  /**
   * The partition that a pool of this name stands on, also when there is none for a while; on
   * partition {@value PoolRecord#REGISTRAR} alone.
   */
  record PoolNameEntry(PoolId pool, int home) implements StateEntry {
    @Override
    public String key() {
      return "pool-name/" + pool;
    }
  }

  static String jobKey(JobId job) {
    return "job/" + job;
  }

  static String workerKey(String name) {
    return "worker/" + name;
  }

  static String poolKey(PoolId pool) {
    return "pool/" + pool;
  }

  static String keyKey(String id) {
    return "key/" + id;
  }

  static String keyUsageKey(KeyUsageRecord usage) {
    return "key-usage/" + usage.partition() + "/" + usage.key();
  }

  static String usageKey(PoolId pool, TenantId tenant) {
    return "usage/" + pool + "/" + tenant;
  }

  static String tenantKey(TenantId tenant) {
    return "tenant/" + tenant;
  }

  /** A class of worker may be any text: its slashes are escaped, so that keys stay apart. */
  static String costKey(CostRecord cost) {
    String worker = cost.workerClass().replace("%", "%25").replace("/", "%2F");
    return "cost/" + worker + "/" + cost.costClass();
  }

  static String scaleKey(PoolId pool) {
    return "scale/" + pool;
  }
}
