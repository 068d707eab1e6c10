package dev.darkroom.gateway.route;

import dev.darkroom.gateway.body.QuotaBody;
import dev.darkroom.gateway.http.Answer;
import dev.darkroom.gateway.http.Request;
import dev.darkroom.gateway.http.Route;
import dev.darkroom.gateway.view.FarmView;
import dev.darkroom.gateway.view.JobView;
import dev.darkroom.job.PoolId;
import dev.darkroom.job.PoolRecord;
import dev.darkroom.job.Quota;
import dev.darkroom.job.TenantId;
import dev.darkroom.job.TenantRecord;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.OptionalInt;

/** {@code GET /v1/quota}: what the caller's tenant has of each pool, and what is left to it. */
final class GetQuota implements Route {
  private final FarmView view;
  private final InstantSource clock;

  GetQuota(FarmView view, InstantSource clock) {
    this.view = view;
    this.clock = clock;
  }

  @Override
  public String operationId() {
    return "getQuota";
  }

  @Override
  public Action read(Request request) {
    TenantId id = request.subject();
    return () -> {
      TenantRecord tenant = view.tenants().find(id).orElseGet(() -> TenantRecord.unspoken(id));
      return Answer.ok(
          new QuotaBody(
              "quota",
              id.toString(),
              tenant.weight(),
              view.pools().pools().stream()
                  .map(PoolRecord::id)
                  .map(pool -> ofPool(tenant, pool))
                  .toList()));
    };
  }

  private QuotaBody.PoolQuota ofPool(TenantRecord tenant, PoolId pool) {
    JobView.Held held = view.jobs().held(tenant.id(), pool);
    Quota quota = tenant.quota();
    return new QuotaBody.PoolQuota(
        pool.toString(),
        QuotaBody.Count.of(held.waiting(), boxed(quota.maxQueued())),
        QuotaBody.Count.of(held.running(), boxed(quota.maxRunning())),
        time(tenant, pool));
  }

  private QuotaBody.Time time(TenantRecord tenant, PoolId pool) {
    Optional<Quota.Budget> budget = tenant.quota().budget();
    Optional<Instant> from = budget.map(b -> b.windowFrom(clock.instant()));
    Optional<Double> used =
        from.map(start -> view.tenants().secondsSince(tenant.id(), pool, start));
    Optional<Double> limit = budget.map(b -> b.gpuTime().toMillis() / 1e3);
    return new QuotaBody.Time(
        used,
        limit,
        limit.map(most -> Math.max(0, most - used.orElse(0.0))),
        budget.map(b -> b.window().toMillis() / 1e3),
        budget.map(b -> b.windowFrom(clock.instant()).plus(b.window())));
  }

  private static Optional<Integer> boxed(OptionalInt value) {
    return value.isPresent() ? Optional.of(value.getAsInt()) : Optional.empty();
  }
}
