package dev.darkroom.gateway.view;

import dev.darkroom.job.JobRecord;
import dev.darkroom.job.id.JobId;
import dev.darkroom.job.id.PoolId;
import dev.darkroom.job.id.TenantId;
import dev.darkroom.storage.log.StateEntry;
import dev.darkroom.storage.log.StateRecord;
import java.util.function.Consumer;

/** All that the state topic says, kept up by one follower. */
public final class FarmView {
  private final JobView jobs = new JobView();
  private final PoolView pools = new PoolView();
  private final KeyView keys = new KeyView();
  private final TenantView tenants = new TenantView();
  private final BatchView batches = new BatchView();
  private final Consumer<JobRecord> listener;

  public FarmView() {
    this(_ -> {});
  }

  /**
   * @param listener hears of each job in the log before the view shows it; returns at once
   */
  public FarmView(Consumer<JobRecord> listener) {
    this.listener = listener;
  }

  public JobView jobs() {
    return jobs;
  }

  public PoolView pools() {
    return pools;
  }

  public BatchView batches() {
    return batches;
  }

  public TenantView tenants() {
    return tenants;
  }

  public KeyView keys() {
    return keys;
  }

  /** Takes one record in, in the order of its partition. For one thread. */
  void apply(StateRecord record) {
    if (record.entry().isEmpty()) {
      forget(record.key(), record.partition());
      return;
    }
    switch (record.entry().get()) {
      case StateEntry.JobEntry entry when jobs.outruns(entry.job()) ->
          // It has gone on to a partition that was read earlier.
          jobs.passOver(record.partition(), record.offset());
      case StateEntry.JobEntry entry -> {
        listener.accept(entry.job());
        pools.put(entry.job());
        batches.put(entry.job());
        jobs.confirm(Viewed.inLog(entry.job(), record.offset()));
      }
      case StateEntry.WorkerEntry entry -> pools.put(entry.worker());
      case StateEntry.PoolEntry entry -> pools.put(entry.pool());
      case StateEntry.PoolNameEntry entry -> pools.put(entry.pool(), entry.home());
      case StateEntry.ScaleEntry entry -> pools.put(entry.scale());
      case StateEntry.TenantEntry entry -> tenants.put(entry.tenant());
      case StateEntry.KeyEntry entry -> keys.put(entry.record());
      case StateEntry.KeyUsageEntry entry -> keys.put(entry.usage());
      case StateEntry.UsageEntry entry -> tenants.put(entry.usage());
      case StateEntry.CostEntry _ -> {
        // How long jobs take is asked of the scheduler.
      }
    }
  }

  private void forget(String key, int partition) {
    int slash = key.indexOf('/');
    String name = key.substring(slash + 1);
    switch (key.substring(0, Math.max(slash, 0))) {
      case "job" ->
          jobs.forget(JobId.parse(name), partition)
              .map(Viewed::job)
              .ifPresent(job -> {
                pools.forget(job);
                batches.forget(job);
              });
      case "worker" -> pools.forgetWorker(name);
      case "key" -> keys.forget(name);
      case "key-usage" -> forgetKeyUsage(name);
      case "usage" -> forgetUsage(name);
      case "tenant" -> tenants.forget(TenantId.of(name));
      case "pool" -> pools.forgetPool(PoolId.of(name));
      case "scale" -> pools.forgetScale(PoolId.of(name));
      default -> {
        // Things of a newer Darkroom, which this view does not show.
      }
    }
  }

  private void forgetKeyUsage(String partitionAndKey) {
    int slash = partitionAndKey.indexOf('/');
    keys.forgetUsage(
        partitionAndKey.substring(slash + 1),
        Integer.parseInt(partitionAndKey.substring(0, slash)));
  }

  private void forgetUsage(String poolAndTenant) {
    int slash = poolAndTenant.indexOf('/');
    tenants.forgetUsage(
        TenantId.of(poolAndTenant.substring(slash + 1)),
        PoolId.of(poolAndTenant.substring(0, slash)));
  }
}
