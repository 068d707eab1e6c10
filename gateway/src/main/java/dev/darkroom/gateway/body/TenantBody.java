package dev.darkroom.gateway.body;

import dev.darkroom.job.tenant.Quota;
import dev.darkroom.job.tenant.TenantRecord;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/** What holds for a tenant, in each pool; null where there is no limit. */
public record TenantBody(
    String id,
    String object,
    double weight,
    OptionalInt maxQueued,
    OptionalInt maxRunning,
    Optional<Double> gpuSeconds,
    Optional<Double> windowSeconds,
    Optional<Long> outputsExpireAfter) {

  public static TenantBody of(TenantRecord tenant) {
    Quota quota = tenant.quota();
    return new TenantBody(
        tenant.id().toString(),
        "tenant",
        tenant.weight(),
        quota.maxQueued(),
        quota.maxRunning(),
        quota.budget().map(budget -> seconds(budget.gpuTime())),
        quota.budget().map(budget -> seconds(budget.window())),
        tenant.outputsExpireAfter().map(Duration::toSeconds));
  }

  private static double seconds(Duration time) {
    return time.toMillis() / 1e3;
  }
}
